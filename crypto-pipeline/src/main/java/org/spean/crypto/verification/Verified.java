package org.spean.crypto.verification;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.spean.crypto.digest.MessageDigests;
import org.spean.identifier.MemberId;

/** The receipt that one message was verified; only {@link SignatureVerifier} can make it. */
public final class Verified implements Verdict {

    private final MessageDigests digests;
    private final MemberId member;
    private final X509Certificate certificate;
    private final Instant signingTime;
    private final Instant at;
    private final boolean batch;

    Verified(
            MessageDigests digests,
            MemberId member,
            X509Certificate certificate,
            Instant signingTime,
            Instant at,
            boolean batch) {
        this.digests = digests;
        this.member = member;
        this.certificate = certificate;
        this.signingTime = signingTime;
        this.at = at;
        this.batch = batch;
    }

    /** The member that signed: the one that was expected. */
    public MemberId member() {
        return member;
    }

    /** The signing certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** When the signer says it signed. */
    public Instant signingTime() {
        return signingTime;
    }

    /** When certificates were found valid and OCSP responses fresh. */
    public Instant at() {
        return at;
    }

    /** Whether the signature covers a hash chain result, so possibly other messages too. */
    public boolean batch() {
        return batch;
    }

    /** Whether this is the receipt for exactly these digests: the same object, not an equal one. */
    @SuppressWarnings("ReferenceEquality")
    public boolean covers(MessageDigests message) {
        return digests == message;
    }
}
