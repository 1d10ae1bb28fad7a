package org.spean.crypto.timestamp;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TSPValidationException;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.timestamp.TimeStampException.Kind;

/**
 * A time-stamp token: its bytes, and what they say. Nothing here says that it is true; that takes
 * {@link TimeStampAuthorities}. Immutable.
 */
public final class TimeStampToken {
    /** Longest token accepted, in bytes. Usual are 0.8 to 3 kB, most of it the authority's certificate. */
    public static final int MAX_LENGTH = 64 * 1024;

    private final byte[] der;
    private final org.bouncycastle.tsp.TimeStampToken content;
    private final DigestAlgorithm algorithm;
    private final byte[] imprint;
    private final Instant time;
    private final BigInteger serialNumber;
    private final @Nullable BigInteger nonce;

    private TimeStampToken(byte[] der, org.bouncycastle.tsp.TimeStampToken content, DigestAlgorithm algorithm) {
        TimeStampTokenInfo info = content.getTimeStampInfo();
        this.der = der;
        this.content = content;
        this.algorithm = algorithm;
        this.imprint = info.getMessageImprintDigest();
        this.time = info.getGenTime().toInstant();
        this.serialNumber = info.getSerialNumber();
        this.nonce = info.getNonce();
    }

    /**
     * Reads a token. The array becomes part of the value and must not be changed afterwards.
     *
     * @throws TimeStampException when the bytes are not exactly one token with one signer
     */
    public static TimeStampToken parse(byte[] der) throws TimeStampException {
        if (der.length > MAX_LENGTH) {
            throw new TimeStampException(
                    Kind.MALFORMED, "Time-stamp: " + der.length + " bytes (expected: at most " + MAX_LENGTH + ")");
        }
        try {
            var content =
                    new org.bouncycastle.tsp.TimeStampToken(ContentInfo.getInstance(ASN1Primitive.fromByteArray(der)));
            var imprintAlgorithm = content.getTimeStampInfo().getMessageImprintAlgOID();
            DigestAlgorithm algorithm = TimeStampRequest.algorithm(imprintAlgorithm);
            if (algorithm == null) {
                throw new TimeStampException(
                        Kind.MALFORMED,
                        "Time-stamp: imprint of algorithm " + imprintAlgorithm
                                + " (expected: SHA-256, SHA-384 or SHA-512)");
            }
            return new TimeStampToken(der, content, algorithm);
        } catch (TSPValidationException e) {
            throw new TimeStampException(Kind.MALFORMED, "Time-stamp: " + e.getMessage(), e);
        } catch (IOException | TSPException | RuntimeException e) {
            // Bouncy Castle reports broken ASN.1 by whatever exception its constructors happen to meet.
            throw new TimeStampException(Kind.MALFORMED, "Time-stamp: cannot be read as a token of RFC 3161", e);
        }
    }

    /** The token as received. */
    public byte[] der() {
        return der;
    }

    /** When it was made, as the authority says. */
    public Instant time() {
        return time;
    }

    /** Algorithm of the imprint. */
    public DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** The digest that was stamped. */
    public byte[] imprint() {
        return imprint;
    }

    /** The nonce of the request, if it had one. */
    public @Nullable BigInteger nonce() {
        return nonce;
    }

    /** The authority's number for it. */
    public BigInteger serialNumber() {
        return serialNumber;
    }

    org.bouncycastle.tsp.TimeStampToken content() {
        return content;
    }
}
