package org.spean.timestamp;

import org.jspecify.annotations.Nullable;

/** There is no time-stamp; the message names the authorities and what came of each. */
public final class StampException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean refused;

    private StampException(String message, boolean refused, @Nullable Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** Nobody answered. */
    static StampException unreachable(String message, @Nullable Throwable cause) {
        return new StampException(message, false, cause);
    }

    /** What was answered is not believed. */
    static StampException refused(String message, @Nullable Throwable cause) {
        return new StampException(message, true, cause);
    }

    /** Whether there was an answer, which was not believed. */
    boolean refused() {
        return refused;
    }
}
