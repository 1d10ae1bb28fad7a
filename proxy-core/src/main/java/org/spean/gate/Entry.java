package org.spean.gate;

import org.spean.fault.FaultCode;

/** What a gate says to one that wants in. */
public sealed interface Entry permits Pass, Entry.Refusal {

    /**
     * Not now.
     *
     * @param message in words a stranger may read
     */
    record Refusal(FaultCode code, String message) implements Entry {}
}
