package org.spean.exchange;

import org.spean.message.ResponseHead;

/** Proof that a response answers the request that was sent (PR-REST 4.3, PR-MESS 2.2). */
public final class Matched {

    private final ResponseHead response;

    Matched(ResponseHead response) {
        this.response = response;
    }

    /** Whether the proof is for this very response. */
    @SuppressWarnings("ReferenceEquality") // one that merely equals it was not matched
    public boolean of(Object message) {
        return response == message;
    }
}
