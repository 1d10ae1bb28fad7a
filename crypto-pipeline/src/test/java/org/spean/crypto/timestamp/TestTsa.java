package org.spean.crypto.timestamp;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.jspecify.annotations.Nullable;

/** A time-stamping authority that does as it is told, also what it should not. */
public final class TestTsa {
    public static final Instant NOW = Instant.parse("2026-11-23T13:00:00Z");
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final KeyPair keys;
    private final X509Certificate certificate;
    private final String signature;

    private TestTsa(KeyPair keys, X509Certificate certificate, String signature) {
        this.keys = keys;
        this.certificate = certificate;
        this.signature = signature;
    }

    public static TestTsa ec() throws Exception {
        return of("EC", "SHA256withECDSA", KeyPurposeId.id_kp_timeStamping);
    }

    static TestTsa of(String key, String signature, @Nullable KeyPurposeId purpose) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(key);
        if (key.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048);
        }
        KeyPair keys = generator.generateKeyPair();
        var name = new X500Principal("CN=Test TSA " + NUMBERS.incrementAndGet());
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(NUMBERS.get()),
                Date.from(NOW.minus(Duration.ofDays(1))),
                Date.from(NOW.plus(Duration.ofDays(1))),
                name,
                keys.getPublic());
        if (purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
        }
        String own = key.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        return new TestTsa(
                keys,
                new JcaX509CertificateConverter()
                        .getCertificate(builder.build(new JcaContentSignerBuilder(own).build(keys.getPrivate()))),
                signature);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** The same certificate in front of another key. */
    TestTsa withKeyOf(TestTsa other) {
        return new TestTsa(other.keys, certificate, signature);
    }

    public byte[] answer(byte[] request, Instant at) throws Exception {
        return answer(request, at, UnaryOperator.identity());
    }

    byte[] answer(byte[] request, Instant at, UnaryOperator<TimeStampRequest> altered) throws Exception {
        TimeStampRequest asked = altered.apply(new TimeStampRequest(request));
        var digests = new JcaDigestCalculatorProviderBuilder().build();
        var signer = new JcaSimpleSignerInfoGeneratorBuilder()
                .setProvider(PROVIDER)
                .build(signature, keys.getPrivate(), certificate);
        var tokens = new TimeStampTokenGenerator(
                signer,
                digests.get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                new ASN1ObjectIdentifier("1.2.3"));
        if (asked.getCertReq()) {
            tokens.addCertificates(new JcaCertStore(List.of(certificate)));
        }
        var answers = new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED);
        return answers.generate(asked, BigInteger.valueOf(NUMBERS.incrementAndGet()), Date.from(at))
                .getEncoded();
    }

    /** An answer of which nothing was checked before it was signed, which perhaps does not name its certificate. */
    byte[] careless(byte[] imprint, boolean named) throws Exception {
        var info = new TSTInfo(
                new ASN1ObjectIdentifier("1.2.3"),
                new MessageImprint(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha512), imprint),
                new ASN1Integer(NUMBERS.incrementAndGet()),
                new ASN1GeneralizedTime(Date.from(NOW)),
                null,
                null,
                null,
                null,
                null);
        var builder = new JcaSimpleSignerInfoGeneratorBuilder().setProvider(PROVIDER);
        var attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(NOW)))));
        if (named) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            attributes.add(new Attribute(
                    PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                    new DERSet(new SigningCertificateV2(new ESSCertIDv2(hash)))));
        }
        builder.setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)));
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(builder.build(signature, keys.getPrivate(), certificate));
        var token = generator.generate(
                new CMSProcessableByteArray(PKCSObjectIdentifiers.id_ct_TSTInfo, info.getEncoded("DER")), true);
        var granted = new PKIStatusInfo(PKIStatus.granted);
        return new TimeStampResp(granted, token.toASN1Structure()).getEncoded("DL");
    }

    static byte[] refusal(String text) throws Exception {
        var answers = new TimeStampResponseGenerator(null, TSPAlgorithms.ALLOWED);
        TimeStampResponse refused =
                answers.generateFailResponse(PKIStatus.REJECTION, PKIFailureInfo.systemFailure, text);
        return refused.getEncoded();
    }
}
