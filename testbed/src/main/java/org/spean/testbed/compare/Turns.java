package org.spean.testbed.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.demo.Narrator;

/** Cases that take turns: a slice of each, then again, so that what the machine does meanwhile befalls all. */
final class Turns {
    private final Wrk wrk;
    private final Effort effort;
    private final Narrator narrator;
    private final List<Turn> turns = new ArrayList<>();

    Turns(Wrk wrk, Effort effort, Narrator narrator) {
        this.wrk = wrk;
        this.effort = effort;
        this.narrator = narrator;
    }

    /** Proxies take part. */
    Turns with(Case what) {
        turns.add(new Turn(what, effort.proxySlice(), null));
        return this;
    }

    /** A pair of gateways takes part. */
    Turns with(Case what, SpeanPair pair) {
        turns.add(new Turn(what, effort.slice(), pair));
        return this;
    }

    /** All take their turns, and what they reached is told. The series by name of the case. */
    Map<String, Series> run(int connections) throws IOException, InterruptedException {
        Map<String, Series> series = new LinkedHashMap<>();
        for (int i = 0; i < effort.repetitions(); i++) {
            for (Turn turn : turns) {
                turn.run(wrk, series.computeIfAbsent(turn.what.name(), name -> new Series(name, connections)));
            }
        }
        series.values().forEach(one -> narrator.line(told(one)));
        return series;
    }

    private static String told(Series one) {
        return String.format(
                Locale.ROOT,
                "  %-3s %4d connections: %,8.0f/s, p50 %.2f ms, p99 %.2f ms, CPU %.3f ms an exchange, %.0f MB",
                one.name(),
                one.connections(),
                one.perSecond(),
                one.median(s -> s.answers().p50Ms()),
                one.median(s -> s.answers().p99Ms()),
                one.median(Slice::cpuMsPerExchange),
                one.median(Slice::rssMbOfLargest));
    }

    private record Turn(
            Case what, Duration length, @Nullable SpeanPair pair) {
        void run(Wrk wrk, Series series) throws IOException, InterruptedException {
            if (pair == null) {
                series.add(wrk.run(what, series.connections(), length), List.of());
                return;
            }
            GcLog log = pair.collections();
            long position = log.position();
            Slice slice = wrk.run(what, series.connections(), length);
            pair.ledger().add(slice);
            series.add(slice, log.since(position));
        }
    }
}
