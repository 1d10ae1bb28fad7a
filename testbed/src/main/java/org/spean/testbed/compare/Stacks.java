package org.spean.testbed.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Stacks that async-profiler has recorded, and how often or how many bytes each. Threads whose names differ in numbers only
 * are one group.
 */
final class Stacks {
    private static final String OURS = "org/spean/";

    /** The share of one stack in all of its threads' from which on they did nothing but wait. */
    private static final double IDLE = 0.98;

    private final Map<String, Long> counts;
    private final long total;

    private Stacks(Map<String, Long> counts) {
        this.counts = counts;
        this.total = counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A part of the whole by its name. */
    record Part(String name, long count) {}

    /**
     * Reads the form called collapsed: frames from the outermost, separated by semicolons, and a number behind a blank. The
     * outermost is the thread, as in {@code [name tid=12]}. A library is known by its name: where it lay is nobody's business.
     */
    static Stacks parse(List<String> lines) {
        Map<String, Long> counts = new TreeMap<>();
        for (String line : lines) {
            int blank = line.lastIndexOf(' ');
            if (blank > 0) {
                counts.merge(
                        grouped(line.substring(0, blank)), Long.valueOf(line.substring(blank + 1)), Math::addExact);
            }
        }
        return new Stacks(counts);
    }

    private static String grouped(String stack) {
        int end = stack.indexOf(';');
        String thread = end < 0 ? stack : stack.substring(0, end);
        String group = thread.replaceFirst(" tid=[0-9]+]$", "]").replaceAll("(?<![A-Z0-9])[0-9]+", "#");
        return end < 0 ? group : group + stack.substring(end).replaceAll(";/[^;]*/", ";");
    }

    long total() {
        return total;
    }

    /** Without the threads that did nothing but wait: whose stacks are all but the same one. */
    Stacks withoutIdle() {
        Map<String, Long> most = new HashMap<>();
        Map<String, Long> all = new HashMap<>();
        counts.forEach((stack, count) -> {
            most.merge(thread(stack), count, Math::max);
            all.merge(thread(stack), count, Math::addExact);
        });
        Map<String, Long> busy = new TreeMap<>(counts);
        busy.keySet().removeIf(stack -> {
            String thread = thread(stack);
            return most.getOrDefault(thread, 0L) >= IDLE * all.getOrDefault(thread, 0L);
        });
        return new Stacks(busy);
    }

    /** Of groups of threads, the largest first. */
    List<Part> byThreads() {
        return by(Stacks::thread);
    }

    /** Of the innermost methods of Spean, with all they call outside of it; what has none counts for its threads. */
    List<Part> byOwnMethods() {
        return by(Stacks::ownMethod);
    }

    /** In the form that it was read from. */
    String collapsed() {
        StringBuilder text = new StringBuilder();
        counts.forEach(
                (stack, count) -> text.append(stack).append(' ').append(count).append('\n'));
        return text.toString();
    }

    private List<Part> by(Function<String, String> name) {
        Map<String, Long> sums = new HashMap<>();
        counts.forEach((stack, count) -> sums.merge(name.apply(stack), count, Math::addExact));
        List<Part> parts = new ArrayList<>();
        sums.forEach((key, count) -> parts.add(new Part(key, count)));
        parts.sort(Comparator.comparingLong(Part::count).reversed().thenComparing(Part::name));
        return parts;
    }

    private static String thread(String stack) {
        int end = stack.indexOf(';');
        return end < 0 ? stack : stack.substring(0, end);
    }

    private static String ownMethod(String stack) {
        String[] frames = stack.split(";", -1);
        for (int i = frames.length - 1; i > 0; i--) {
            if (frames[i].startsWith(OURS) && !frames[i].contains("$$Lambda")) {
                return frames[i].substring(OURS.length()).replace('/', '.');
            }
        }
        return "none, " + frames[0];
    }
}
