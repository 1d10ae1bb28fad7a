package org.spean.exchange;

import org.jspecify.annotations.Nullable;

/** A reason to refuse new exchanges, asked before the first byte is passed on. Thread-safe and cheap. */
@FunctionalInterface
public interface Admission {

    /** Why an exchange cannot be taken now, in words a stranger may read; {@code null} when it can. */
    @Nullable
    String refusal();
}
