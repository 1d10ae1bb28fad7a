package org.spean.monitoring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.spean.exchange.ExchangeObserver;
import org.spean.exchange.ExchangeReport;
import org.spean.fault.Fault;

/** Keeps the latest exchanges that ended with a fault. Takes no lock. */
public final class RecentFaults implements ExchangeObserver {
    private static final int MOST = 64;

    private final AtomicReferenceArray<@Nullable Seen> ring = new AtomicReferenceArray<>(MOST);
    private final AtomicInteger next = new AtomicInteger();

    /** One of them. */
    public record Seen(Instant at, String role, String requestId, String client, String service, Fault fault) {}

    @Override
    public void ended(ExchangeReport report) {
        Fault fault = report.fault();
        if (fault != null) {
            ring.set(
                    Math.floorMod(next.getAndIncrement(), MOST),
                    new Seen(
                            report.began(),
                            ExchangeMetrics.word(report.role()),
                            report.request().requestId(),
                            report.request().client().toString(),
                            report.request().service().toString(),
                            fault));
        }
    }

    /** At most {@value #MOST}, the latest first. */
    public List<Seen> latest() {
        List<Seen> latest = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            Seen seen = ring.get(i);
            if (seen != null) {
                latest.add(seen);
            }
        }
        latest.sort(Comparator.comparing(Seen::at).reversed());
        return latest;
    }
}
