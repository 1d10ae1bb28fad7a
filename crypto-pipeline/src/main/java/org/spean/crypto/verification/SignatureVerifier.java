package org.spean.crypto.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainResult;
import org.spean.crypto.key.VerifyingKeys;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.xades.Deviation;
import org.spean.crypto.xades.SantuarioReader;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.crypto.xades.SignatureDocument.CertificateReference;
import org.spean.crypto.xades.SignatureParts;
import org.spean.crypto.xades.SignatureReader;
import org.spean.identifier.MemberId;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Verifies that a message was signed, whole, by the member it comes from, in this order:
 *
 * <ol>
 *   <li>what is signed covers every part of the message, directly or by its hash chain;
 *   <li>the signed properties are the signed ones, and name the certificate that came along;
 *   <li>that certificate is for signing, leads to an approved CA, and was issued to the expected member;
 *   <li>an OCSP response inside the signature says of each certificate below the top that it is good, and is fresh now;
 *   <li>the signature is by that certificate's key.
 * </ol>
 *
 * <p>Of a batch only the first message takes all of that; for the others everything but the signature itself is checked
 * again or known to hold still. Safe for use by many threads; {@link #verify} does not block and takes some 10 µs, or
 * 100 µs for a signature not seen before.
 */
public final class SignatureVerifier implements AutoCloseable {

    private final VerifyingKeys keys = new VerifyingKeys();
    private final VerifiedSignatures signatures;
    private final Cache<Octets, Signer> signers;
    private final Scheduler slow;
    private final LongAdder remembered = new LongAdder();
    private final LongAdder anew = new LongAdder();

    public SignatureVerifier(VerifierSettings settings) {
        signatures = new VerifiedSignatures(settings.cacheBytes());
        signers = Caffeine.newBuilder()
                .maximumSize(settings.signers())
                .executor(Runnable::run)
                .build();
        slow = Schedulers.newBoundedElastic(settings.slowThreads(), settings.slowQueue(), "slow-verifier", 60, true);
    }

    /**
     * Verifies a message whose signature is in the form that servers write, or was verified before.
     *
     * @param parts as received
     * @param message digests of all parts received
     * @param expected the member that the message names as its sender
     * @param anchors who is trusted, and the rules for OCSP
     * @param now when certificates must be valid and OCSP responses fresh
     * @return {@link Deviates} if only {@link #verifySlowly} can tell
     */
    public Verdict verify(
            SignatureParts parts, MessageDigests message, MemberId expected, TrustAnchors anchors, Instant now) {
        var request = new Request(parts, message, expected, anchors, now);
        try {
            byte[] result = parts.result();
            if (result != null) {
                VerifiedSignatures.Entry known = signatures.find(parts.signature(), result);
                if (known != null) {
                    remembered.increment();
                    return again(known, request);
                }
            }
            anew.increment();
            return switch (SignatureReader.read(parts.signature())) {
                case SignatureDocument document -> judge(document, request);
                case Deviation deviation -> new Deviates(deviation.reason());
            };
        } catch (RefusedException e) {
            return e.refused();
        }
    }

    /**
     * Verifies a message whose signature is in any form that is acceptable, on a thread of this verifier: a millisecond
     * of work. Never answers {@link Deviates}. Parameters as in {@link #verify}.
     *
     * @return fails with {@link java.util.concurrent.RejectedExecutionException} when too many are waiting
     */
    public Mono<Verdict> verifySlowly(
            SignatureParts parts, MessageDigests message, MemberId expected, TrustAnchors anchors, Instant now) {
        var request = new Request(parts, message, expected, anchors, now);
        return Mono.fromCallable(() -> slowly(request)).subscribeOn(slow);
    }

    private Verdict slowly(Request request) {
        try {
            return switch (SantuarioReader.read(request.parts.signature())) {
                case SignatureDocument document -> judge(document, request);
                case Deviation deviation -> new Refused(Reason.MALFORMED_SIGNATURE, "Signature: " + deviation.reason());
            };
        } catch (RefusedException e) {
            return e.refused();
        }
    }

    /** Messages whose batch signature had been verified before. */
    public long verifiedBefore() {
        return remembered.sum();
    }

    /** Messages whose signature had to be verified, or could not be read. */
    public long verifiedAnew() {
        return anew.sum();
    }

    /** Ends the threads of {@link #verifySlowly}. */
    @Override
    public void close() {
        slow.dispose();
    }

    /** Number of remembered signatures. */
    public long remembered() {
        return signatures.size();
    }

    private record Request(
            SignatureParts parts, MessageDigests message, MemberId expected, TrustAnchors anchors, Instant now) {}

    private static Verified again(VerifiedSignatures.Entry known, Request request) throws RefusedException {
        Coverage.checkChain(request.parts, known.result(), request.message);
        requireSigner(known.signer(), request);
        return verified(known.signer(), known.signingTime(), request);
    }

    private Verified judge(SignatureDocument document, Request request) throws RefusedException {
        HashChainResult chainResult = Coverage.check(document, request.parts, request.message);
        requireDigest(document.properties().algorithm().digest(document.signedProperties()), document);

        Octets octets = Signer.octets(document);
        Signer known = signers.getIfPresent(octets);
        Signer signer = known != null ? known : Signer.of(document);
        requireNamed(signer.certificate(), document.certificate(), document.certificateReference());
        List<CertificateReference> references = document.caReferences();
        for (int i = 0; i < references.size(); i++) {
            X509Certificate authority = signer.authorities().get(i);
            requireNamed(authority, document.caCertificates().get(i), references.get(i));
            // Nothing signs these references. That to the signer is signed, and old servers wrote names the other way.
            if (!references.get(i).hasIssuerOf(authority)) {
                throw new RefusedException(
                        Reason.INCORRECT_CERTIFICATE, "Issuer of an intermediate certificate is not as referred to");
            }
        }
        requireSigner(signer, request);
        if (!keys.verify(
                signer.certificate().getPublicKey(),
                document.key(),
                document.signatureDigest(),
                document.signedInfo(),
                document.signatureValue())) {
            throw new RefusedException(
                    Reason.INVALID_SIGNATURE_VALUE, "Signature is not by the key of its certificate");
        }
        if (known == null) {
            signers.put(octets, signer);
        }
        byte[] result = request.parts.result();
        if (result != null && chainResult != null) {
            signatures.remember(
                    request.parts.signature(),
                    result,
                    new VerifiedSignatures.Entry(signer, document.signingTime(), chainResult));
        }
        return verified(signer, document.signingTime(), request);
    }

    private static void requireDigest(byte[] actual, SignatureDocument document) throws RefusedException {
        if (!MessageDigest.isEqual(actual, document.properties().digest())) {
            throw new RefusedException(
                    Reason.INVALID_SIGNATURE_VALUE,
                    "Digest of " + document.properties().uri() + " does not match");
        }
    }

    private static void requireNamed(X509Certificate certificate, byte[] der, CertificateReference reference)
            throws RefusedException {
        if (!MessageDigest.isEqual(reference.algorithm().digest(der), reference.digest())
                || !reference.hasSerialOf(certificate)) {
            throw new RefusedException(
                    Reason.INCORRECT_CERTIFICATE, "Certificate in the signature is not the one that it refers to");
        }
    }

    private static void requireSigner(Signer signer, Request request) throws RefusedException {
        MemberId member = signer.check(request.anchors, request.now);
        if (!member.equals(request.expected)) {
            throw new RefusedException(
                    Reason.INCORRECT_CERTIFICATE,
                    "Message is signed by " + member + " (expected: " + request.expected + ")");
        }
    }

    private static Verified verified(Signer signer, Instant signingTime, Request request) {
        return new Verified(
                request.message,
                request.expected,
                signer.certificate(),
                signingTime,
                request.now,
                request.parts.result() != null);
    }
}
