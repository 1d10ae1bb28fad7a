package org.spean.crypto.asic;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.IncorrectCertificateException;
import org.spean.crypto.certificate.MalformedCertificateException;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainException;
import org.spean.crypto.hashchain.HashChainWalk;
import org.spean.crypto.hashchain.StatedDigests;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspResponseException;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.trust.UntrustedCertificateException;
import org.spean.crypto.verification.Deviates;
import org.spean.crypto.verification.Reason;
import org.spean.crypto.verification.Refused;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.Verdict;
import org.spean.crypto.verification.Verified;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.crypto.xades.SignatureDocument.Reference;
import org.spean.crypto.xades.SignatureParts;
import org.spean.crypto.xades.SignedObject;
import org.spean.identifier.MemberId;

/**
 * Judges a container's signature by the verifier of messages, over the digests that hash chain or signature state. The
 * member is the one that the certificate names, since evidence stands for itself.
 */
final class SignatureJudge {
    private final SignatureVerifier verifier;
    private final TrustAnchors anchors;

    SignatureJudge(SignatureVerifier verifier, TrustAnchors anchors) {
        this.verifier = verifier;
        this.anchors = anchors;
    }

    /**
     * Reports signature, hash chain, certificate and OCSP response.
     *
     * @return the stated digests, true or not; {@code null} if none can be made out
     */
    @Nullable
    MessageDigests judge(SignatureDocument document, SignatureParts parts, Instant at, ContainerReport report) {
        report.signed(document.signingTime(), statusTime(document));
        MemberId signer = signer(document, at, report);
        MessageDigests stated;
        try {
            stated = stated(document, parts);
        } catch (HashChainException e) {
            report.fails(EvidencePart.HASH_CHAIN, String.valueOf(e.getMessage()));
            return null;
        }
        if (stated == null) {
            report.fails(EvidencePart.SIGNATURE, "Signature does not refer to the message");
            return null;
        }
        if (signer != null) {
            verify(document, parts, stated, signer, at, report);
        }
        return stated;
    }

    private void verify(
            SignatureDocument document,
            SignatureParts parts,
            MessageDigests stated,
            MemberId signer,
            Instant at,
            ContainerReport report) {
        switch (verdict(parts, stated, signer, at)) {
            case Verified verified -> {
                if (verified.batch()) {
                    report.holds(EvidencePart.HASH_CHAIN, "leads from the message to what is signed");
                }
                report.holds(
                        EvidencePart.CERTIFICATE,
                        "of " + verified.certificate().getSubjectX500Principal() + ", issued by "
                                + verified.certificate().getIssuerX500Principal());
                report.holds(EvidencePart.OCSP, "says that the certificate was good");
                report.holds(EvidencePart.SIGNATURE, "is by the certificate's key");
            }
            case Refused refused -> {
                report.fails(part(refused.reason(), document, parts, stated), refused.message());
                if (refused.reason() == Reason.CERTIFICATE_VALIDATION
                        && verdict(parts, stated, signer, document.signingTime()) instanceof Verified) {
                    report.note("OCSP response was good when the signer says it signed: the time-stamp came too late");
                }
            }
            case Deviates deviates -> throw new IllegalStateException("the slow reader decides");
        }
    }

    private Verdict verdict(SignatureParts parts, MessageDigests stated, MemberId signer, Instant at) {
        Verdict verdict = verifier.verify(parts, stated, signer, anchors, at);
        return verdict instanceof Deviates
                ? Objects.requireNonNull(verifier.verifySlowly(parts, stated, signer, anchors, at)
                        .block())
                : verdict;
    }

    private static EvidencePart part(
            Reason reason, SignatureDocument document, SignatureParts parts, MessageDigests stated) {
        return switch (reason) {
            case INVALID_SIGNATURE_VALUE ->
                chainHolds(document, parts, stated) ? EvidencePart.SIGNATURE : EvidencePart.HASH_CHAIN;
            case MALFORMED_SIGNATURE -> EvidencePart.SIGNATURE;
            case INVALID_REFERENCE, UNUSED_INPUTS, MALFORMED_HASH_CHAIN, INVALID_HASH_CHAIN_REFERENCE ->
                EvidencePart.HASH_CHAIN;
            case INCORRECT_CERTIFICATE, INVALID_CERTIFICATE_PATH -> EvidencePart.CERTIFICATE;
            case CERTIFICATE_VALIDATION -> EvidencePart.OCSP;
        };
    }

    private static boolean chainHolds(SignatureDocument document, SignatureParts parts, MessageDigests stated) {
        byte[] result = parts.result();
        byte[] chain = parts.chain();
        if (result == null || chain == null) {
            return true;
        }
        try {
            HashChainWalk.check(result, chain, stated);
        } catch (HashChainException e) {
            return false;
        }
        Reference first = document.objects().getFirst();
        return MessageDigest.isEqual(first.digest(), first.algorithm().digest(result));
    }

    /** The digests of message and attachments by the hash chain, or by the signature itself where it has none. */
    private static @Nullable MessageDigests stated(SignatureDocument document, SignatureParts parts)
            throws HashChainException {
        if (parts.chain() != null) {
            return StatedDigests.of(parts.chain());
        }
        DigestAlgorithm algorithm = null;
        byte[] message = null;
        List<byte[]> attachments = new ArrayList<>();
        for (Reference reference : document.objects()) {
            algorithm = reference.algorithm();
            if (reference.uri().equals(SignedObject.MESSAGE.uri())) {
                message = reference.digest();
            } else if (reference.uri().equals("/" + EntryName.attachment(attachments.size() + 1))) {
                attachments.add(reference.digest());
            }
        }
        return algorithm == null || message == null || message.length != algorithm.length()
                ? null
                : new MessageDigests(algorithm, message, attachments);
    }

    private @Nullable MemberId signer(SignatureDocument document, Instant at, ContainerReport report) {
        try {
            X509Certificate certificate = Certificates.parse(document.certificate());
            report.certificate(certificate);
            List<X509Certificate> between = new ArrayList<>();
            for (byte[] der : document.caCertificates()) {
                between.add(Certificates.parse(der));
            }
            MemberId signer = anchors.signerOf(anchors.chain(certificate, between, at));
            report.signer(signer);
            return signer;
        } catch (MalformedCertificateException | UntrustedCertificateException | IncorrectCertificateException e) {
            report.fails(EvidencePart.CERTIFICATE, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static @Nullable Instant statusTime(SignatureDocument document) {
        if (document.ocspResponses().isEmpty()) {
            return null;
        }
        try {
            return OcspResponse.parse(document.ocspResponses().getFirst()).producedAt();
        } catch (OcspResponseException e) {
            return null; // the verifier says what is wrong with it
        }
    }
}
