package org.spean.crypto.timestamp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TimeStampReq;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;

/**
 * What a time-stamping authority is asked.
 *
 * @param algorithm of the imprint
 * @param imprint digest of what is to be stamped
 * @param nonce to come back in the answer; {@code null} for none
 * @param certificate whether the token shall hold the authority's certificate
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
public record TimeStampRequest(
        DigestAlgorithm algorithm, byte[] imprint, @Nullable BigInteger nonce, boolean certificate) {
    /** Media type of {@link #der()}. */
    public static final String MEDIA_TYPE = "application/timestamp-query";

    /** Media type of the answer. */
    public static final String ANSWER_MEDIA_TYPE = "application/timestamp-reply";

    private static final Map<DigestAlgorithm, ASN1ObjectIdentifier> OIDS = Map.of(
            DigestAlgorithm.SHA_256, NISTObjectIdentifiers.id_sha256,
            DigestAlgorithm.SHA_384, NISTObjectIdentifiers.id_sha384,
            DigestAlgorithm.SHA_512, NISTObjectIdentifiers.id_sha512);

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if the imprint has not the length of the algorithm
     */
    public TimeStampRequest {
        if (imprint.length != algorithm.length()) {
            throw new IllegalArgumentException(
                    "imprint: " + imprint.length + " bytes (expected: " + algorithm.length() + ")");
        }
    }

    /** As X-Road asks: without nonce, and not for the certificate, which it has from the global configuration. */
    public static TimeStampRequest over(DigestAlgorithm algorithm, byte[] imprint) {
        return new TimeStampRequest(algorithm, imprint, null, false);
    }

    /** The same with a nonce, which tells answers to the same question apart. */
    public TimeStampRequest withNonce(BigInteger value) {
        return new TimeStampRequest(algorithm, imprint, value, certificate);
    }

    /** The request to send, DER. */
    public byte[] der() {
        var digest = new AlgorithmIdentifier(OIDS.get(algorithm));
        var request = new TimeStampReq(
                new MessageImprint(digest, imprint),
                null,
                nonce == null ? null : new ASN1Integer(nonce),
                certificate ? ASN1Boolean.TRUE : null,
                null);
        try {
            return request.getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new UncheckedIOException("encoding to memory", e);
        }
    }

    /** The algorithm of this object identifier, or {@code null}. */
    static @Nullable DigestAlgorithm algorithm(ASN1ObjectIdentifier oid) {
        for (Map.Entry<DigestAlgorithm, ASN1ObjectIdentifier> known : OIDS.entrySet()) {
            if (known.getValue().equals(oid)) {
                return known.getKey();
            }
        }
        return null;
    }
}
