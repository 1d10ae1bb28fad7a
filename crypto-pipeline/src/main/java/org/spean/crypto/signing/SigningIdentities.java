package org.spean.crypto.signing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.SigningIdentity;
import org.spean.identifier.MemberId;

/** Where a signer learns with what members sign. Asked by threads of its crew. */
@FunctionalInterface
public interface SigningIdentities {
    /**
     * With what a member signs at an instant. The same object as long as nothing in it changes, since much is prepared for
     * each new one.
     *
     * @param at the signing time, now: what is told is good then, so that signature and OCSP responses agree even if the clock
     *     is set meanwhile
     * @return {@code null}: the member cannot sign at present
     */
    @Nullable
    SigningIdentity of(MemberId member, Instant at);
}
