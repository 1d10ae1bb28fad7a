package org.spean.net;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries that wait, in a line of each who has added some; the lines are served by turns, and each in its order. For one
 * thread.
 *
 * @param <T> entries, told apart by identity
 */
final class WaitingLines<T> {
    private final Map<Object, ArrayDeque<T>> lines = new LinkedHashMap<>();
    private int size;

    /** @param who needs equals and hashCode */
    void add(Object who, T entry) {
        lines.computeIfAbsent(who, absent -> new ArrayDeque<>()).addLast(entry);
        size++;
    }

    /** The one whose turn it is. */
    @Nullable
    T peek() {
        Iterator<ArrayDeque<T>> first = lines.values().iterator();
        return first.hasNext() ? first.next().peekFirst() : null;
    }

    /** Takes out the one whose turn it is; then it is the next line's. */
    @Nullable
    T poll() {
        Iterator<Map.Entry<Object, ArrayDeque<T>>> first = lines.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<Object, ArrayDeque<T>> line = first.next();
        first.remove();
        T entry = line.getValue().removeFirst();
        if (!line.getValue().isEmpty()) {
            lines.put(line.getKey(), line.getValue());
        }
        size--;
        return entry;
    }

    /** Whether it was waiting. */
    boolean remove(Object who, T entry) {
        ArrayDeque<T> line = lines.get(who);
        if (line == null || !line.remove(entry)) {
            return false;
        }
        if (line.isEmpty()) {
            lines.remove(who);
        }
        size--;
        return true;
    }

    int size() {
        return size;
    }
}
