package org.spean.access;

import org.jspecify.annotations.Nullable;
import org.spean.message.RestRequest;

/** Proof that one request was allowed. Only {@link AccessRights} makes one. */
public final class Permit {
    private final @Nullable RestRequest request;

    Permit(@Nullable RestRequest request) {
        this.request = request;
    }

    /** Whether this very request was allowed; one that merely equals it was not. */
    public boolean permits(RestRequest other) {
        return request == other;
    }
}
