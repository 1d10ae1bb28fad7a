package org.spean.health;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a list of checks, at most once a second however often it is asked itself: probes and load balancers cost nothing. Safe
 * for use by many threads.
 */
public final class Health {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<HealthCheck> checks;
    private final LongSupplier ticker;
    private volatile @Nullable Asked last;

    private record Asked(Verdict verdict, long at) {}

    /**
     * What came of the checks.
     *
     * @param results in the order of the checks
     */
    public record Verdict(List<Result> results) {
        public Verdict {
            results = List.copyOf(results);
        }

        /** Whether all is well. */
        public boolean good() {
            return results.stream().allMatch(result -> result.trouble() == null);
        }

        /** What is wrong, one sentence a check; empty when all is well. */
        public List<String> troubles() {
            List<String> troubles = new ArrayList<>();
            for (Result result : results) {
                if (result.trouble() != null) {
                    troubles.add(result.trouble());
                }
            }
            return troubles;
        }
    }

    /**
     * What came of one check.
     *
     * @param trouble what is wrong, {@code null}: nothing
     */
    public record Result(String name, @Nullable String trouble) {}

    public Health(List<HealthCheck> checks) {
        this(checks, System::nanoTime);
    }

    Health(List<HealthCheck> checks, LongSupplier ticker) {
        this.checks = List.copyOf(checks);
        this.ticker = ticker;
    }

    /** How things stand, as seen within the last second. */
    public Verdict verdict() {
        Asked known = last;
        long now = ticker.getAsLong();
        if (known == null || now - known.at >= FRESH_NANOS) {
            known = new Asked(ask(), now);
            last = known;
        }
        return known.verdict;
    }

    private Verdict ask() {
        List<Result> results = new ArrayList<>(checks.size());
        for (HealthCheck check : checks) {
            results.add(new Result(check.name(), check.trouble().get()));
        }
        return new Verdict(results);
    }
}
