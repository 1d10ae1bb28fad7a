package org.spean.crypto.ocsp;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A successful basic OCSP response: its bytes, and what they say. Nothing here says that it is true; a verdict is given
 * by the trust anchors. Immutable; equal by content, with a hash computed once.
 */
public final class OcspResponse {
    /** Longest response accepted, in bytes. Usual are 1.5 to 4 kB, most of it the responder's certificate. */
    public static final int MAX_LENGTH = 32 * 1024;

    private final byte[] der;
    private final int hash;
    private final OcspResponseReader.Content content;

    private OcspResponse(byte[] der, OcspResponseReader.Content content) {
        this.der = der;
        this.hash = Arrays.hashCode(der);
        this.content = content;
    }

    /**
     * Reads a response. The array becomes part of the value and must not be changed afterwards.
     *
     * @throws OcspResponseException when the bytes are not exactly one response, its status is not {@code successful},
     *     it answers for no certificate, or it holds what this reader does not know and may not pass over
     */
    public static OcspResponse parse(byte[] der) throws OcspResponseException {
        return new OcspResponse(der, OcspResponseReader.read(der));
    }

    /** The response as received. */
    public byte[] der() {
        return der;
    }

    /** What is said of each certificate; at least one, mostly just one. */
    public List<SingleStatus> statuses() {
        return content.statuses();
    }

    /** What is said of {@code subject}, issued by {@code issuer}; {@code null} when nothing. */
    public @Nullable SingleStatus statusOf(X509Certificate subject, X509Certificate issuer) {
        for (SingleStatus status : content.statuses()) {
            if (status.isAbout(subject, issuer)) {
                return status;
            }
        }
        return null;
    }

    /** {@code thisUpdate} of the first certificate. */
    public Instant thisUpdate() {
        return content.statuses().getFirst().thisUpdate();
    }

    /** {@code nextUpdate} of the first certificate. */
    public @Nullable Instant nextUpdate() {
        return content.statuses().getFirst().nextUpdate();
    }

    /** When the responder signed. */
    public Instant producedAt() {
        return content.producedAt();
    }

    /** Certificates that came with it, unverified: among them, mostly, the responder's. */
    public List<X509Certificate> certificates() {
        return content.certificates();
    }

    /** Whether the responder's name, or the hash of its key, is this certificate's. */
    public boolean claimsResponder(X509Certificate certificate) {
        return content.responder().is(certificate);
    }

    /** Whether the signature is by this key. */
    public boolean signedBy(PublicKey key) {
        try {
            Signature verifier = Signature.getInstance(content.signatureAlgorithm());
            verifier.initVerify(key);
            verifier.update(content.signed());
            return verifier.verify(content.signature());
        } catch (GeneralSecurityException e) {
            return false; // a key of another kind, or a signature that is not even one in form
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof OcspResponse that && hash == that.hash && Arrays.equals(der, that.der));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "OCSP response of " + producedAt() + ", " + der.length + " bytes";
    }
}
