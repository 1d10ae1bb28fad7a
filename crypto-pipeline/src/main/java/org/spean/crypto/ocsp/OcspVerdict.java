package org.spean.crypto.ocsp;

import java.time.Instant;

/** What an OCSP response is worth for one certificate at one instant. */
public sealed interface OcspVerdict {

    /**
     * The certificate is good.
     *
     * <p>The same response may be used again without a new verdict while the clock is between the two instants and the trust
     * anchors are the same.
     *
     * @param from the response is not of the future from this instant on
     * @param until the response stays fresh to this instant and no longer
     */
    record Good(Instant from, Instant until) implements OcspVerdict {
        /** Whether it may be relied on at an instant. */
        public boolean holdsAt(Instant now) {
            return !now.isBefore(from) && !now.isAfter(until);
        }

        /** The same, bounded by what else it depends on. */
        public Good within(Instant earliest, Instant latest) {
            return new Good(earliest.isAfter(from) ? earliest : from, latest.isBefore(until) ? latest : until);
        }
    }

    /**
     * The response does not show that the certificate is good.
     *
     * @param message one line, fit for a fault: it names the rule broken and no secrets
     */
    record Bad(Reason reason, String message) implements OcspVerdict {}

    /** Why a response is not accepted. */
    enum Reason {
        /** The subject's issuer is none of the approved certification authorities. */
        UNKNOWN_ISSUER,
        /** It says nothing about this certificate: other serial number or other issuer. */
        OTHER_CERTIFICATE,
        /** Nobody who may speak for the issuer has signed it. */
        UNAUTHORISED_RESPONDER,
        /** The responder may, but this signature is not the responder's. */
        INVALID_SIGNATURE,
        /** The responder's certificate is outside its validity. */
        RESPONDER_EXPIRED,
        /** The certificate is revoked. */
        REVOKED,
        /** The responder does not know the certificate. */
        UNKNOWN_STATUS,
        /** {@code thisUpdate} is further in the future than clocks may differ. */
        NOT_YET_VALID,
        /** {@code thisUpdate} is older than the freshness. */
        STALE,
        /** {@code nextUpdate} has passed. */
        PAST_NEXT_UPDATE,
        /** It is older than one that is known. */
        REPLAYED,
        /** It cannot be read. */
        MALFORMED
    }

    /** Whether the certificate is good. */
    default boolean good() {
        return this instanceof Good;
    }
}
