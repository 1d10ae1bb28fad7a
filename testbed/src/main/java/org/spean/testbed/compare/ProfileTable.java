package org.spean.testbed.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is read of a profile without drawing it. */
final class ProfileTable {
    private static final int MOST = 30;
    private static final double LEAST = 0.001;

    private final List<String> lines = new ArrayList<>();

    /**
     * One recording of one gateway.
     *
     * @param perSecond exchanges answered meanwhile
     * @param cpuMs the gateway's CPU time for each of them, as the kernel counts
     * @param length of the recording
     */
    void add(String gateway, Recording what, Stacks stacks, double perSecond, double cpuMs, Duration length) {
        double exchanges = perSecond * length.toNanos() / 1e9;
        lines.add(String.format(Locale.ROOT, "%s, %s, at %,.0f exchanges/s", what.title(), gateway, perSecond));
        Stacks looked = stacks;
        switch (what) {
            case CPU -> lines.add(String.format(Locale.ROOT, "  %.3f ms an exchange, as the kernel counts", cpuMs));
            case ALLOCATION ->
                lines.add(String.format(Locale.ROOT, "  %.1f kB an exchange", stacks.total() / 1e3 / exchanges));
            case WALL -> {
                looked = stacks.withoutIdle();
                lines.add("  without threads that did nothing but wait");
            }
        }
        lines.add("");
        lines.add("  threads");
        shares(looked.byThreads(), looked.total());
        lines.add("  innermost method of Spean, with what it calls outside of Spean");
        shares(looked.byOwnMethods(), looked.total());
    }

    private void shares(List<Stacks.Part> parts, long total) {
        parts.stream()
                .limit(MOST)
                .filter(part -> part.count() >= LEAST * total)
                .forEach(part -> lines.add(
                        String.format(Locale.ROOT, "    %5.1f %%  %s", 100.0 * part.count() / total, part.name())));
        lines.add("");
    }

    List<String> lines() {
        return lines;
    }
}
