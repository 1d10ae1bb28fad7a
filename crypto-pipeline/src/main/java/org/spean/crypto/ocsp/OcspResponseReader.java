package org.spean.crypto.ocsp;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.MalformedCertificateException;

/** Reads the ASN.1 of an OCSP response to the last element, so that nothing of it can fail later. */
final class OcspResponseReader {
    private static final int MAX_STATUSES = 64;
    private static final int MAX_CERTIFICATES = 8;

    // No SHA-1: whoever can collide it could sign one status and show another.
    private static final Map<ASN1ObjectIdentifier, String> SIGNATURES = Map.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
            PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
            PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA",
            X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA");
    private static final Map<ASN1ObjectIdentifier, String> HASHES = Map.of(
            OIWObjectIdentifiers.idSHA1, "SHA-1",
            NISTObjectIdentifiers.id_sha256, "SHA-256",
            NISTObjectIdentifiers.id_sha384, "SHA-384",
            NISTObjectIdentifiers.id_sha512, "SHA-512");

    @SuppressWarnings("ArrayRecordComponent") // held by one response only
    record Content(
            byte[] signed,
            String signatureAlgorithm,
            byte[] signature,
            Responder responder,
            Instant producedAt,
            List<SingleStatus> statuses,
            List<X509Certificate> certificates) {}

    /** {@code ResponderID}: a name or the SHA-1 of a key. */
    @SuppressWarnings("ArrayRecordComponent")
    record Responder(@Nullable X500Principal name, byte @Nullable [] keyHash) {
        boolean is(X509Certificate certificate) {
            if (name != null) {
                return name.equals(certificate.getSubjectX500Principal());
            }
            byte[] key = SubjectPublicKeyInfo.getInstance(
                            certificate.getPublicKey().getEncoded())
                    .getPublicKeyData()
                    .getOctets();
            try {
                return MessageDigest.isEqual(
                        keyHash, MessageDigest.getInstance("SHA-1").digest(key));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-1", e);
            }
        }
    }

    private OcspResponseReader() {}

    static Content read(byte[] der) throws OcspResponseException {
        if (der.length > OcspResponse.MAX_LENGTH) {
            throw new OcspResponseException(
                    "OCSP response: " + der.length + " bytes (expected: at most " + OcspResponse.MAX_LENGTH + ")");
        }
        try {
            return content(basic(der));
        } catch (IOException | ParseException | RuntimeException | MalformedCertificateException e) {
            // Bouncy Castle reports broken ASN.1 by whatever exception its constructors happen to meet.
            throw new OcspResponseException("OCSP response: cannot be read", e);
        }
    }

    private static BasicOCSPResponse basic(byte[] der) throws IOException, OcspResponseException {
        OCSPResponse response = OCSPResponse.getInstance(ASN1Primitive.fromByteArray(der));
        int status = response.getResponseStatus().getIntValue();
        if (status != OCSPResponseStatus.SUCCESSFUL) {
            throw new OcspResponseException("OCSP response: status " + name(status) + " (expected: successful)");
        }
        ResponseBytes bytes = response.getResponseBytes();
        if (bytes == null || !OCSPObjectIdentifiers.id_pkix_ocsp_basic.equals(bytes.getResponseType())) {
            throw new OcspResponseException("OCSP response: not of the basic type");
        }
        return BasicOCSPResponse.getInstance(
                ASN1Primitive.fromByteArray(bytes.getResponse().getOctets()));
    }

    private static Content content(BasicOCSPResponse basic)
            throws IOException, ParseException, OcspResponseException, MalformedCertificateException {
        String algorithm = SIGNATURES.get(basic.getSignatureAlgorithm().getAlgorithm());
        if (algorithm == null) {
            throw new OcspResponseException("OCSP response: signed by algorithm "
                    + basic.getSignatureAlgorithm().getAlgorithm()
                    + " (expected: RSA or ECDSA with SHA-256, SHA-384 or SHA-512)");
        }
        ResponseData data = basic.getTbsResponseData();
        refuseCritical(data.getResponseExtensions());
        return new Content(
                data.getEncoded(ASN1Encoding.DER),
                algorithm,
                basic.getSignature().getOctets(),
                responder(data.getResponderID()),
                instant(data.getProducedAt()),
                statuses(data.getResponses()),
                certificates(basic.getCerts()));
    }

    private static Responder responder(ResponderID id) throws IOException {
        return id.getName() != null
                ? new Responder(new X500Principal(id.getName().getEncoded(ASN1Encoding.DER)), null)
                : new Responder(null, id.getKeyHash());
    }

    private static List<SingleStatus> statuses(ASN1Sequence responses) throws ParseException, OcspResponseException {
        if (responses.size() == 0 || responses.size() > MAX_STATUSES) {
            throw new OcspResponseException("OCSP response: answers for " + responses.size()
                    + " certificates (expected: 1 to " + MAX_STATUSES + ")");
        }
        List<SingleStatus> statuses = new ArrayList<>(responses.size());
        for (int i = 0; i < responses.size(); i++) {
            SingleResponse single = SingleResponse.getInstance(responses.getObjectAt(i));
            refuseCritical(single.getSingleExtensions());
            ASN1GeneralizedTime next = single.getNextUpdate();
            statuses.add(new SingleStatus(
                    state(single.getCertStatus()),
                    instant(single.getThisUpdate()),
                    next == null ? null : instant(next),
                    id(single.getCertID())));
        }
        return List.copyOf(statuses);
    }

    private static SingleStatus.State state(CertStatus status) {
        return switch (status.getTagNo()) {
            case 0 -> SingleStatus.State.GOOD;
            case 1 -> SingleStatus.State.REVOKED;
            default -> SingleStatus.State.UNKNOWN;
        };
    }

    private static SingleStatus.CertificateId id(CertID id) throws OcspResponseException {
        String hash = HASHES.get(id.getHashAlgorithm().getAlgorithm());
        if (hash == null) {
            throw new OcspResponseException("OCSP response: certificate named by hash algorithm "
                    + id.getHashAlgorithm().getAlgorithm() + " (expected: SHA-1, SHA-256, SHA-384 or SHA-512)");
        }
        return new SingleStatus.CertificateId(
                hash,
                id.getIssuerNameHash().getOctets(),
                id.getIssuerKeyHash().getOctets(),
                id.getSerialNumber().getValue());
    }

    private static List<X509Certificate> certificates(@Nullable ASN1Sequence encoded)
            throws IOException, OcspResponseException, MalformedCertificateException {
        if (encoded == null) {
            return List.of();
        }
        if (encoded.size() > MAX_CERTIFICATES) {
            throw new OcspResponseException(
                    "OCSP response: " + encoded.size() + " certificates (expected: at most " + MAX_CERTIFICATES + ")");
        }
        List<X509Certificate> certificates = new ArrayList<>(encoded.size());
        for (int i = 0; i < encoded.size(); i++) {
            certificates.add(
                    Certificates.parse(encoded.getObjectAt(i).toASN1Primitive().getEncoded()));
        }
        return List.copyOf(certificates);
    }

    private static void refuseCritical(@Nullable Extensions extensions) throws OcspResponseException {
        if (extensions != null && extensions.getCriticalExtensionOIDs().length > 0) {
            throw new OcspResponseException(
                    "OCSP response: critical extension " + extensions.getCriticalExtensionOIDs()[0]);
        }
    }

    private static Instant instant(ASN1GeneralizedTime time) throws ParseException {
        return time.getDate().toInstant();
    }

    private static String name(int status) {
        return switch (status) {
            case OCSPResponseStatus.MALFORMED_REQUEST -> "malformedRequest";
            case OCSPResponseStatus.INTERNAL_ERROR -> "internalError";
            case OCSPResponseStatus.TRY_LATER -> "tryLater";
            case OCSPResponseStatus.SIG_REQUIRED -> "sigRequired";
            case OCSPResponseStatus.UNAUTHORIZED -> "unauthorized";
            default -> Integer.toString(status);
        };
    }
}
