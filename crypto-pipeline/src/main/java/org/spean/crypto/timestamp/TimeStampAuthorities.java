package org.spean.crypto.timestamp;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TSPValidationException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.util.CollectionStore;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.timestamp.TimeStampException.Kind;

/**
 * The time-stamping authorities that the global configuration approves, and verification of what they answer. As in
 * X-Road, a token must be signed by exactly one of the listed certificates; no chain leads to them and none is followed.
 * Immutable and safe for use by many threads; a verification takes about a millisecond.
 */
public final class TimeStampAuthorities {
    /** Longest answer accepted, in bytes. */
    public static final int MAX_ANSWER_LENGTH = TimeStampToken.MAX_LENGTH + 4096;

    /** An instance of our own, as it also knows RSASSA-PSS by the names that CMS gives it; never registered. */
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    // No SHA-1: whoever can collide it could have one content stamped and show another.
    private static final Set<ASN1ObjectIdentifier> DIGESTS =
            Set.of(NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha384, NISTObjectIdentifiers.id_sha512);

    private final List<X509Certificate> approved;

    private TimeStampAuthorities(List<X509Certificate> approved) {
        this.approved = approved;
    }

    /** Trust in these certificates and no others. */
    public static TimeStampAuthorities of(Collection<X509Certificate> approved) {
        return new TimeStampAuthorities(List.copyOf(approved));
    }

    /**
     * The time-stamp in an authority's answer.
     *
     * @param answer the body of the HTTP response
     * @param request what was asked
     * @throws TimeStampException if it declines, answers another request, or {@link #verify} refuses its token
     */
    public VerifiedTimeStamp accept(byte[] answer, TimeStampRequest request) throws TimeStampException {
        TimeStampToken token = TimeStampToken.parse(granted(answer));
        BigInteger nonce = token.nonce();
        if (request.nonce() == null ? nonce != null : !request.nonce().equals(nonce)) {
            throw new TimeStampException(
                    Kind.OTHER_REQUEST, "Time-stamp: nonce " + nonce + " (expected: " + request.nonce() + ")");
        }
        return verify(token, request);
    }

    /**
     * Whether a token was made by an approved authority over this imprint: signed by a listed certificate that was for
     * time-stamping and valid then, and that the token itself names. A nonce in it does not matter.
     *
     * @throws TimeStampException if not
     */
    public VerifiedTimeStamp verify(TimeStampToken token, TimeStampRequest over) throws TimeStampException {
        if (token.algorithm() != over.algorithm() || !MessageDigest.isEqual(token.imprint(), over.imprint())) {
            throw new TimeStampException(Kind.OTHER_REQUEST, "Time-stamp: is over something else");
        }
        return verify(token);
    }

    private VerifiedTimeStamp verify(TimeStampToken token) throws TimeStampException {
        CMSSignedData data = token.content().toCMSSignedData();
        SignerInformation signer = data.getSignerInfos().iterator().next();
        if (!DIGESTS.contains(signer.getDigestAlgorithmID().getAlgorithm())
                || PKCSObjectIdentifiers.sha1WithRSAEncryption.getId().equals(signer.getEncryptionAlgOID())) {
            throw new TimeStampException(
                    Kind.INVALID_SIGNATURE,
                    "Time-stamp: signed with digest algorithm "
                            + signer.getDigestAlgorithmID().getAlgorithm()
                            + " (expected: SHA-256, SHA-384 or SHA-512)");
        }
        for (X509Certificate authority : approved) {
            X509CertificateHolder holder = holder(authority);
            if (signer.getSID().match(holder)) {
                validate(token, authority, holder);
                return new VerifiedTimeStamp(token.time(), complete(token, holder), authority);
            }
        }
        throw new TimeStampException(
                Kind.UNAPPROVED,
                "Time-stamp: is by no approved time-stamping authority, but by certificate number "
                        + signer.getSID().getSerialNumber());
    }

    private static void validate(TimeStampToken token, X509Certificate authority, X509CertificateHolder holder)
            throws TimeStampException {
        if (!holder.isValidOn(token.content().getTimeStampInfo().getGenTime())) {
            throw new TimeStampException(
                    Kind.UNAPPROVED,
                    "Time-stamp: of " + token.time() + ", but " + authority.getSubjectX500Principal()
                            + " was valid from " + authority.getNotBefore().toInstant() + " to "
                            + authority.getNotAfter().toInstant());
        }
        try {
            SignerInformationVerifier verifier = new JcaSimpleSignerInfoVerifierBuilder()
                    .setProvider(PROVIDER)
                    .build(authority);
            token.content().validate(verifier);
        } catch (TSPValidationException e) {
            boolean signature = String.valueOf(e.getMessage()).contains("signature");
            throw new TimeStampException(
                    signature ? Kind.INVALID_SIGNATURE : Kind.UNAPPROVED,
                    signature
                            ? "Time-stamp: signature is not by the key of " + authority.getSubjectX500Principal()
                            : "Time-stamp: " + e.getMessage(),
                    e);
        } catch (TSPException | OperatorCreationException | RuntimeException e) {
            throw new TimeStampException(Kind.INVALID_SIGNATURE, "Time-stamp: signature cannot be verified", e);
        }
    }

    /** The token with its authority's certificate; nothing signs the certificates in it, so none may stand in its place. */
    private static byte[] complete(TimeStampToken token, X509CertificateHolder authority) throws TimeStampException {
        try {
            CMSSignedData data = token.content().toCMSSignedData();
            List<X509CertificateHolder> certificates =
                    new ArrayList<>(data.getCertificates().getMatches(null));
            if (certificates.contains(authority)) {
                return token.der();
            }
            if (!certificates.isEmpty()) {
                throw new TimeStampException(
                        Kind.UNAPPROVED, "Time-stamp: comes with a certificate that is not its authority's");
            }
            CMSSignedData completed = CMSSignedData.replaceCertificatesAndCRLs(
                    data, new CollectionStore<>(List.of(authority)), data.getAttributeCertificates(), data.getCRLs());
            return completed.toASN1Structure().getEncoded(ASN1Encoding.DL);
        } catch (CMSException | IOException | RuntimeException e) {
            throw new TimeStampException(Kind.MALFORMED, "Time-stamp: its certificates cannot be read", e);
        }
    }

    private static byte[] granted(byte[] answer) throws TimeStampException {
        if (answer.length > MAX_ANSWER_LENGTH) {
            throw new TimeStampException(
                    Kind.MALFORMED,
                    "Time-stamp answer: " + answer.length + " bytes (expected: at most " + MAX_ANSWER_LENGTH + ")");
        }
        TimeStampResp response;
        TimeStampResponse read;
        String told;
        try {
            response = TimeStampResp.getInstance(ASN1Primitive.fromByteArray(answer));
            read = new TimeStampResponse(response);
            told = text(read.getStatusString()); // decoded only here
        } catch (TSPValidationException e) {
            throw new TimeStampException(Kind.MALFORMED, "Time-stamp answer: " + e.getMessage(), e);
        } catch (IOException | TSPException | RuntimeException e) {
            throw new TimeStampException(Kind.MALFORMED, "Time-stamp answer: cannot be read as one of RFC 3161", e);
        }
        int status = read.getStatus();
        if (status != PKIStatus.GRANTED && status != PKIStatus.GRANTED_WITH_MODS) {
            throw new TimeStampException(
                    Kind.DECLINED,
                    "Time-stamp answer: status " + status + told
                            + (read.getFailInfo() == null
                                    ? ""
                                    : ", failure " + read.getFailInfo().intValue()));
        }
        if (response.getTimeStampToken() == null) {
            throw new TimeStampException(Kind.MALFORMED, "Time-stamp answer: granted, but without a token");
        }
        try {
            return response.getTimeStampToken().getEncoded(ASN1Encoding.DL);
        } catch (IOException e) {
            throw new TimeStampException(Kind.MALFORMED, "Time-stamp answer: its token cannot be encoded", e);
        }
    }

    /** One line of what the authority writes, for our log. */
    private static String text(@Nullable String status) {
        if (status == null || status.isBlank()) {
            return "";
        }
        String line = status.replaceAll("\\p{Cntrl}", " ").strip();
        return " (" + (line.length() > 200 ? line.substring(0, 200) : line) + ")";
    }

    private static X509CertificateHolder holder(X509Certificate certificate) {
        try {
            return new X509CertificateHolder(certificate.getEncoded());
        } catch (CertificateEncodingException | IOException e) {
            throw new IllegalArgumentException("time-stamping authority: certificate cannot be encoded", e);
        }
    }
}
