package org.spean.crypto.timestamp;

import java.security.cert.X509Certificate;
import java.time.Instant;

/** The receipt that a time-stamp is an approved authority's, over what was asked; only {@link TimeStampAuthorities} makes it. */
public final class VerifiedTimeStamp {
    private final Instant time;
    private final byte[] token;
    private final X509Certificate authority;

    VerifiedTimeStamp(Instant time, byte[] token, X509Certificate authority) {
        this.time = time;
        this.token = token;
        this.authority = authority;
    }

    /** When it was made. */
    public Instant time() {
        return time;
    }

    /** The token to keep, DER: the authority's certificate is in it, put there if it was missing, as X-Road does. */
    public byte[] token() {
        return token;
    }

    /** The certificate of the authority. */
    public X509Certificate authority() {
        return authority;
    }
}
