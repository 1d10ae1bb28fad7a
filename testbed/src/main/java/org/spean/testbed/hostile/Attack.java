package org.spean.testbed.hostile;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One attack.
 *
 * @param name in the table
 * @param bound what stops it, with the setting and its value in this run
 * @param action carries it out; ends when it is over
 */
public record Attack(String name, String bound, Action action) {
    /** Blocks; whatever it has opened is closed at its end. */
    @FunctionalInterface
    public interface Action {
        Outcome run() throws IOException, InterruptedException;
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotations are no dependency of ours
    static Outcome outcome(boolean held, String format, @Nullable Object... values) {
        return new Outcome(held, String.format(Locale.ROOT, format, values));
    }
}
