package org.spean.testbed.compare;

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
     * @param exchanges meanwhile
     */
    void add(String gateway, Recording what, Stacks stacks, double exchanges) {
        double amount = what.amount((double) stacks.total());
        lines.add(String.format(
                Locale.ROOT,
                "%s, %s: %,.0f %s in %,.0f exchanges",
                what.title(),
                gateway,
                amount,
                what.unit(),
                exchanges));
        if (what == Recording.WALL) {
            lines.add("  threads that did nothing but wait are left out below");
        } else {
            lines.add(String.format(Locale.ROOT, "  %.3f %s an exchange", amount / exchanges, what.unit()));
        }
        Stacks looked = what == Recording.WALL ? stacks.withoutIdle() : stacks;
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
