package org.spean.testbed.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIFreeText;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.tsp.TimeStampReq;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.authority.StampBehaviour.Lie;

/**
 * Makes time-stamp tokens (RFC 3161, 2.4.2), right ones and wrong ones. Bouncy Castle's own generator refuses certificates
 * that may not stamp, so the token is put together here. Safe for use by several threads.
 */
final class StampAnswers {
    private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

    private final Issued signer;
    private final Issued stranger;
    private final AtomicLong serials = new AtomicLong(1);
    private @Nullable TimeStampReq previous;

    /** @param stranger signs where a token is to be signed by somebody else */
    StampAnswers(Issued signer, Issued stranger) {
        this.signer = signer;
        this.stranger = stranger;
    }

    /** The DER of the response to a request. */
    byte[] answer(byte[] request, StampBehaviour behaviour, Instant now) throws IOException {
        TimeStampReq asked;
        try {
            asked = TimeStampReq.getInstance(ASN1Primitive.fromByteArray(request));
        } catch (IllegalArgumentException | IOException e) {
            return rejected(PKIFailureInfo.badDataFormat, "no time-stamp request");
        }
        TimeStampReq answered = asked;
        synchronized (this) {
            if (behaviour.lie() == Lie.OTHER_REQUEST && previous != null) {
                answered = previous;
            }
            previous = asked;
        }
        if (behaviour.lie() == Lie.NOT_GRANTED) {
            return rejected(PKIFailureInfo.badRequest, "not today");
        }
        try {
            return granted(answered, behaviour, now.minus(behaviour.age()));
        } catch (CMSException | GeneralSecurityException | OperatorCreationException | ParseException e) {
            throw new IOException("time-stamp token", e);
        }
    }

    private static byte[] rejected(int failure, String text) throws IOException {
        PKIStatusInfo status = new PKIStatusInfo(
                PKIStatus.rejection, new PKIFreeText(new DERUTF8String(text)), new PKIFailureInfo(failure));
        return new TimeStampResp(status, null).getEncoded(ASN1Encoding.DER);
    }

    private byte[] granted(TimeStampReq asked, StampBehaviour behaviour, Instant time)
            throws CMSException, GeneralSecurityException, IOException, OperatorCreationException, ParseException {
        MessageImprint imprint = asked.getMessageImprint();
        if (behaviour.lie() == Lie.WRONG_IMPRINT) {
            byte[] other = MessageDigest.getInstance("SHA-512").digest(imprint.getHashedMessage());
            imprint = new MessageImprint(imprint.getHashAlgorithm(), other);
        }
        ASN1Integer nonce =
                behaviour.lie() == Lie.WRONG_NONCE ? new ASN1Integer(BigInteger.valueOf(4711)) : asked.getNonce();
        TSTInfo info = new TSTInfo(
                POLICY,
                imprint,
                new ASN1Integer(serials.getAndIncrement()),
                new ASN1GeneralizedTime(Date.from(time)),
                null,
                ASN1Boolean.FALSE,
                nonce,
                null,
                null);
        Issued by = behaviour.lie() == Lie.WRONG_CERTIFICATE ? stranger : signer;
        ASN1Boolean wanted = asked.getCertReq();
        CMSSignedData token = token(info, by, wanted != null && wanted.isTrue());
        TimeStampResp response = new TimeStampResp(new PKIStatusInfo(PKIStatus.granted), token.toASN1Structure());
        byte[] der = response.getEncoded(ASN1Encoding.DER);
        if (behaviour.lie() == Lie.BROKEN_SIGNATURE) {
            der[der.length - 5] ^= 1; // the signature value is what the token ends with
        }
        return der;
    }

    private static CMSSignedData token(TSTInfo info, Issued by, boolean withCertificate)
            throws CMSException, GeneralSecurityException, IOException, OperatorCreationException, ParseException {
        X509Certificate certificate = by.certificate();
        ContentSigner signer = new JcaContentSignerBuilder(
                        by.key().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA")
                .build(by.key());
        ESSCertIDv2 id = new ESSCertIDv2(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        Attribute attribute = new Attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new DERSet(new SigningCertificateV2(new ESSCertIDv2[] {id})));
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(attribute);
        attributes.add(new Attribute(
                CMSAttributes.signingTime, new DERSet(new Time(info.getGenTime().getDate()))));
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
                .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                .build(signer, new JcaX509CertificateHolder(certificate)));
        if (withCertificate) {
            generator.addCertificate(new JcaX509CertificateHolder(certificate));
        }
        return generator.generate(
                new CMSProcessableByteArray(PKCSObjectIdentifiers.id_ct_TSTInfo, info.getEncoded(ASN1Encoding.DER)),
                true);
    }
}
