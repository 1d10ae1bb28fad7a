package org.spean.exchange;

import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultCode;

/** A reason to refuse new exchanges, asked before the first byte is passed on. Thread-safe and cheap. */
@FunctionalInterface
public interface Admission {

    /**
     * Why an exchange is not taken.
     *
     * @param message in words a stranger may read
     */
    record Refusal(FaultCode code, String message) {}

    /** Why an exchange cannot be taken now; {@code null} when it can. */
    @Nullable
    Refusal refusal();
}
