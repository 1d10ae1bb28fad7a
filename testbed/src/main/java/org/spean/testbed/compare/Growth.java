package org.spean.testbed.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Whether something grows over the windows of a long run: the median of the last third against that of the first. A little is
 * noise; what is allowed is a share and, as small things vary, an amount. Time may grow by as much again as signatures and
 * writes alone became slower meanwhile: then it is the machine that changed.
 */
final class Growth {
    /** What libraries open once, connections for OCSP and time-stamps. */
    static final int MORE_FILES = 24;

    private final List<Window> first;
    private final List<Window> last;
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String> growing = new ArrayList<>();

    /**
     * @param windows at least three
     * @param connections that asked. As many exchanges at most are under way, so that each of the two loops of a gateway may
     *     have kept as many connections or none to the peer, which is seen at both ends, and to the service
     */
    Growth(List<Window> windows, int connections) {
        if (windows.size() < 3) {
            throw new IllegalArgumentException("windows: " + windows.size() + " (expected: at least 3)");
        }
        int third = windows.size() / 3;
        first = windows.subList(0, third);
        last = windows.subList(windows.size() - third, windows.size());
        compare("rssMb", Window::rssMb, 0.08, 12);
        compare("descriptors", Window::descriptors, 0, 3.0 * connections + MORE_FILES);
        compare("threads", Window::threads, 0.05, 8);
        double slower = slower(w -> w.floor().exchangeMs());
        compare("p50Ms", Window::p50Ms, slower * 1.5 - 1, 2);
        // A machine that stalls does so in some windows: what grows does so in the calmest, too.
        compare("p99Ms", least(first, Window::p99Ms), least(last, Window::p99Ms), slower * 2 - 1, 10);
        compare("cpuMs", Window::cpuMs, slower(w -> w.floor().signatureMs()) * 1.25 - 1, 0.02);
        figures.put("machineSlower", Figures.rounded(slower, 3));
    }

    /** How many times as long the machine took for something of its own, and not less than once. */
    private double slower(ToDoubleFunction<Window> unit) {
        return Math.max(1, Figures.median(last, unit) / Figures.median(first, unit));
    }

    private static double least(List<Window> windows, ToDoubleFunction<Window> value) {
        return windows.stream().mapToDouble(value).min().orElseThrow();
    }

    private void compare(String name, ToDoubleFunction<Window> value, double share, double amount) {
        compare(name, Figures.median(first, value), Figures.median(last, value), share, amount);
    }

    private void compare(String name, double before, double after, double share, double amount) {
        figures.put(name + "First", Figures.rounded(before, 3));
        figures.put(name + "Last", Figures.rounded(after, 3));
        if (after > before * (1 + share) + amount) {
            growing.add(String.format(Locale.ROOT, "%s: %.2f, then %.2f", name, before, after));
        }
    }

    /**
     * What is open while nobody asks, both gateways together: before any load, and after all of it, when kept connections
     * have had time to end.
     */
    void descriptorsAtRest(long before, long after) {
        compare("descriptorsAtRest", (double) before, (double) after, 0, MORE_FILES);
    }

    /** First and last of each. */
    Map<String, Object> figures() {
        return figures;
    }

    /** What grows, with its figures; empty when all is flat. */
    List<String> growing() {
        return growing;
    }
}
