package org.spean.exchange;

import org.spean.message.RestResponse;

/** Proof that a response answers the request that was sent (PR-REST, consistency of the five x-road headers). */
public final class Matched {

    private final RestResponse response;

    Matched(RestResponse response) {
        this.response = response;
    }

    /** Whether the proof is for this very response. */
    public boolean of(Object message) {
        return response == message;
    }
}
