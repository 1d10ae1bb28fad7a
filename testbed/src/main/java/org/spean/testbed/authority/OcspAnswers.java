package org.spean.testbed.authority;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Makes OCSP responses (RFC 6960, 4.2) for the certificates of one authority, signed by one responder certificate. */
public final class OcspAnswers {
    private final CertificateAuthority authority;
    private final X509CertificateHolder responder;
    private final ContentSigner signer;
    private final DigestCalculatorProvider digests = new BcDigestCalculatorProvider();

    /** Answers for {@code authority}, signed by {@code responder}. */
    public OcspAnswers(CertificateAuthority authority, Issued responder) {
        this.authority = authority;
        try {
            this.responder = new JcaX509CertificateHolder(responder.certificate());
            String algorithm = responder.key().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            this.signer = new JcaContentSignerBuilder(algorithm).build(responder.key());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalArgumentException(
                    "responder: " + responder.certificate().getSubjectX500Principal(), e);
        }
    }

    /** The DER of a response about one certificate, without anybody having asked. */
    public byte[] about(X509Certificate certificate, OcspBehaviour behaviour, Instant now) {
        try {
            CertificateID id = new CertificateID(
                    digests.get(CertificateID.HASH_SHA1), authority.holder(), certificate.getSerialNumber());
            BasicOCSPRespBuilder builder = start();
            add(builder, id, true, behaviour, now);
            return finish(builder, now);
        } catch (OCSPException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("OCSP response for " + certificate.getSubjectX500Principal(), e);
        }
    }

    /** The DER of the response to a request; the request may name several certificates. */
    byte[] answer(byte[] request, OcspBehaviour behaviour, Instant now) throws IOException {
        try {
            OCSPReq asked = new OCSPReq(request);
            BasicOCSPRespBuilder builder = start();
            for (Req one : asked.getRequestList()) {
                add(builder, one.getCertID(), isOurs(one.getCertID()), behaviour, now);
            }
            @Nullable Extension nonce = asked.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
            if (nonce != null) {
                builder.setResponseExtensions(new Extensions(nonce));
            }
            return finish(builder, now);
        } catch (OCSPException e) {
            throw new IOException("OCSP request", e);
        }
    }

    static byte[] malformedRequest() throws IOException {
        try {
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.MALFORMED_REQUEST, null)
                    .getEncoded();
        } catch (OCSPException e) {
            throw new IOException("OCSP response", e);
        }
    }

    private boolean isOurs(CertificateID id) throws OCSPException {
        return id.matchesIssuer(authority.holder(), digests);
    }

    private BasicOCSPRespBuilder start() throws OCSPException {
        return new BasicOCSPRespBuilder(new RespID(responder.getSubject()));
    }

    private void add(
            BasicOCSPRespBuilder builder, CertificateID id, boolean ours, OcspBehaviour behaviour, Instant now) {
        CertificateStatus status = ours ? authority.status(id.getSerialNumber()) : CertificateStatus.UNKNOWN;
        Instant thisUpdate = now.minus(behaviour.age());
        @Nullable
        Date nextUpdate = behaviour.validity().isZero() ? null : Date.from(thisUpdate.plus(behaviour.validity()));
        builder.addResponse(
                id,
                switch (status) {
                    case GOOD -> org.bouncycastle.cert.ocsp.CertificateStatus.GOOD;
                    case REVOKED -> new RevokedStatus(Date.from(thisUpdate));
                    case UNKNOWN -> new UnknownStatus();
                },
                Date.from(thisUpdate),
                nextUpdate,
                null);
    }

    private byte[] finish(BasicOCSPRespBuilder builder, Instant now) throws OCSPException, IOException {
        BasicOCSPResp basic;
        synchronized (signer) {
            basic = builder.build(signer, new X509CertificateHolder[] {responder}, Date.from(now));
        }
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded();
    }
}
