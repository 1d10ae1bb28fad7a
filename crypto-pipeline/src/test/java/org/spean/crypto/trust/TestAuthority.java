package org.spean.crypto.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspResponseException;

/** An authority, or anything else with an EC key and a certificate, that may issue what no real one would. */
record TestAuthority(KeyPair keys, X509Certificate certificate) {
    static final Instant NOW = Instant.parse("2026-11-23T13:00:00Z");
    static final int CERT_SIGN = KeyUsage.keyCertSign | KeyUsage.cRLSign;

    private static final AtomicLong SERIAL = new AtomicLong(1000);

    /** What a certificate to be issued says; everything optional. */
    record Wish(
            String subject,
            boolean authority,
            @Nullable Integer pathLength,
            int usage,
            @Nullable KeyPurposeId purpose,
            Instant from,
            Instant until,
            String algorithm,
            boolean strangeCriticalExtension) {

        static Wish authority(String name) {
            return new Wish(
                    "C=KH, O=Test, CN=" + name,
                    true,
                    null,
                    CERT_SIGN,
                    null,
                    NOW.minus(Duration.ofDays(1)),
                    NOW.plus(Duration.ofDays(365)),
                    "SHA256withECDSA",
                    false);
        }

        static Wish signer() {
            return authority("")
                    .subject("C=KH, O=Test Bank, SERIALNUMBER=CAMBODIA/ss-bank/COM, CN=CAMDX-000201")
                    .plain(KeyUsage.nonRepudiation);
        }

        Wish subject(String name) {
            return new Wish(
                    name, authority, pathLength, usage, purpose, from, until, algorithm, strangeCriticalExtension);
        }

        Wish plain(int bits) {
            return new Wish(subject, false, null, bits, purpose, from, until, algorithm, strangeCriticalExtension);
        }

        Wish pathLength(int length) {
            return new Wish(
                    subject, authority, length, usage, purpose, from, until, algorithm, strangeCriticalExtension);
        }

        Wish usage(int bits) {
            return new Wish(
                    subject, authority, pathLength, bits, purpose, from, until, algorithm, strangeCriticalExtension);
        }

        Wish purpose(KeyPurposeId id) {
            return new Wish(
                    subject, authority, pathLength, usage, id, from, until, algorithm, strangeCriticalExtension);
        }

        Wish valid(Instant first, Instant last) {
            return new Wish(
                    subject, authority, pathLength, usage, purpose, first, last, algorithm, strangeCriticalExtension);
        }

        Wish algorithm(String name) {
            return new Wish(
                    subject, authority, pathLength, usage, purpose, from, until, name, strangeCriticalExtension);
        }

        Wish strange() {
            return new Wish(subject, authority, pathLength, usage, purpose, from, until, algorithm, true);
        }
    }

    static TestAuthority root(String name) throws Exception {
        return make(Wish.authority(name), null, newKeys());
    }

    TestAuthority issue(Wish wish) throws Exception {
        return make(wish, this, newKeys());
    }

    TestAuthority issue(Wish wish, KeyPair to) throws Exception {
        return make(wish, this, to);
    }

    CaNode node(OcspResponder... responders) {
        return new CaNode(certificate, List.of(responders));
    }

    static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static TestAuthority make(Wish wish, @Nullable TestAuthority issuer, KeyPair keys) throws Exception {
        X500Principal subject = new X500Principal(wish.subject);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer == null ? subject : issuer.certificate.getSubjectX500Principal(),
                BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(wish.from),
                Date.from(wish.until),
                subject,
                keys.getPublic());
        builder.addExtension(
                Extension.basicConstraints,
                true,
                wish.pathLength == null ? new BasicConstraints(wish.authority) : new BasicConstraints(wish.pathLength));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(wish.usage));
        if (wish.purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(wish.purpose));
        }
        if (wish.strangeCriticalExtension) {
            builder.addExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1"), true, new DERUTF8String("?"));
        }
        ContentSigner signer = new JcaContentSignerBuilder(wish.algorithm)
                .build(issuer == null ? keys.getPrivate() : issuer.keys.getPrivate());
        X509CertificateHolder holder = builder.build(signer);
        return new TestAuthority(keys, new JcaX509CertificateConverter().getCertificate(holder));
    }

    /** A response about {@code subject}, signed by this key, with this certificate in it if asked. */
    OcspResponse answer(
            X509Certificate subject,
            X509Certificate issuer,
            @Nullable CertificateStatus status,
            Instant thisUpdate,
            @Nullable Instant nextUpdate,
            boolean withCertificate)
            throws GeneralSecurityException, OperatorCreationException, OCSPException, IOException,
                    OcspResponseException {
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
        BasicOCSPRespBuilder builder =
                new JcaBasicOCSPRespBuilder(keys.getPublic(), digests.get(CertificateID.HASH_SHA1));
        builder.addResponse(
                new CertificateID(digests.get(CertificateID.HASH_SHA1), holder(issuer), subject.getSerialNumber()),
                status,
                Date.from(thisUpdate),
                nextUpdate == null ? null : Date.from(nextUpdate));
        X509CertificateHolder[] chain =
                withCertificate ? new X509CertificateHolder[] {holder(certificate)} : new X509CertificateHolder[0];
        return OcspResponse.parse(new OCSPRespBuilder()
                .build(
                        OCSPRespBuilder.SUCCESSFUL,
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()),
                                chain,
                                Date.from(thisUpdate)))
                .getEncoded());
    }

    private static X509CertificateHolder holder(X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        return new X509CertificateHolder(certificate.getEncoded());
    }
}
