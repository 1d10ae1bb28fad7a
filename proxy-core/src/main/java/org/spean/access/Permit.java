package org.spean.access;

import org.jspecify.annotations.Nullable;
import org.spean.message.RequestHead;

/** Proof that one request was allowed. Only {@link AccessRights} makes one. */
public final class Permit {
    private final @Nullable RequestHead request;

    Permit(@Nullable RequestHead request) {
        this.request = request;
    }

    /** Whether this very request was allowed; one that merely equals it was not. */
    @SuppressWarnings("ReferenceEquality") // one that merely equals it was not allowed
    public boolean permits(RequestHead other) {
        return request == other;
    }
}
