package org.spean.crypto.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.golden.Capture;

/** Who signs in whose name, and what is said of the certificate. */
final class SignerAttacks extends AttackTable {

    private static final AtomicLong SERIAL = new AtomicLong(7_000_000);

    private final KeyPair own;

    SignerAttacks(Capture capture, Instant now) {
        super(capture, now);
        this.own = ec ? Own.EC : Own.RSA;
    }

    @Override
    void fill() {
        keys();
        certificates();
        statuses();
        if (pki.hasIntermediate()) {
            intermediate();
        }
    }

    private void keys() {
        sealed(
                "keys: another key in the name of the certificate",
                new Forge(pki, own.getPrivate(), pki.chain(member + "-sign"), now),
                Reason.INVALID_SIGNATURE_VALUE);
        resigned(
                "keys: a bare key before the certificate",
                "<ds:KeyInfo>",
                "<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent>"
                        + "</ds:RSAKeyValue></ds:KeyValue>");
        resigned("keys: a name of a key", "<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyName>x</ds:KeyName>");
        resigned(
                "keys: from elsewhere",
                "<ds:KeyInfo>",
                "<ds:KeyInfo><ds:RetrievalMethod URI=\"http://attacker.example/key\"/>");
        String theirs = new String(
                new Forge(pki, otherMember() + "-sign", now).seal(message).signature(), UTF_8);
        add(
                "keys: a certificate that the signed properties do not name",
                with(text.replace(element("ds:X509Certificate"), element(theirs, "ds:X509Certificate"))),
                Reason.INCORRECT_CERTIFICATE);
        resigned("keys: two certificates", "</ds:X509Data>", element(theirs, "ds:X509Certificate") + "</ds:X509Data>");
    }

    private void certificates() {
        X509Certificate victim = pki.certificate(member + "-sign");
        String issuer = pki.hasIntermediate() ? "ica" : "ca";
        X509Certificate ca = pki.certificate(issuer);
        Instant from = now.minus(Duration.ofDays(2));
        Instant until = now.plus(Duration.ofDays(2));
        sealed(
                "certificate: of another member",
                new Forge(pki, otherMember() + "-sign", now),
                Reason.INCORRECT_CERTIFICATE);
        sealed(
                "certificate: for authentication, of this member's server",
                new Forge(pki, member + "-auth", now),
                Reason.INCORRECT_CERTIFICATE);
        sealed(
                "certificate: for authentication, of another server",
                new Forge(pki, "gw-auth", now),
                Reason.INCORRECT_CERTIFICATE);
        sealed(
                "certificate: signed by itself",
                own(victim, issued(victim, victim, own.getPrivate(), from, until, false)),
                Reason.INVALID_CERTIFICATE_PATH);
        sealed(
                "certificate: by an authority that has the name of an approved one",
                own(victim, issued(victim, ca, own.getPrivate(), from, until, false)),
                Reason.INVALID_CERTIFICATE_PATH);
        X509Certificate lookalike = issued(ca, ca, own.getPrivate(), from, until, true);
        sealed(
                "certificate: by an authority that came along",
                new Forge(
                        pki,
                        own.getPrivate(),
                        List.of(issued(victim, lookalike, own.getPrivate(), from, until, false), lookalike),
                        now),
                Reason.INVALID_CERTIFICATE_PATH);
        X509Certificate others = pki.certificate(otherMember() + "-sign");
        sealed(
                "certificate: issued by another member with its signing key",
                new Forge(
                        pki,
                        own.getPrivate(),
                        List.of(issued(victim, others, pki.key(otherMember() + "-sign"), from, until, false), others),
                        now),
                Reason.INVALID_CERTIFICATE_PATH);
        sealed(
                "certificate: expired",
                own(victim, issued(victim, ca, pki.key(issuer), from, now.minusSeconds(60), false)),
                Reason.INVALID_CERTIFICATE_PATH);
        sealed(
                "certificate: not valid yet",
                own(victim, issued(victim, ca, pki.key(issuer), now.plusSeconds(60), until, false)),
                Reason.INVALID_CERTIFICATE_PATH);
    }

    private Forge own(X509Certificate victim, X509Certificate certificate) {
        if (!certificate.getSubjectX500Principal().equals(victim.getSubjectX500Principal())) {
            throw new AssertionError("names differ");
        }
        List<X509Certificate> chain =
                pki.hasIntermediate() ? List.of(certificate, pki.certificate("ica")) : List.of(certificate);
        return new Forge(pki, own.getPrivate(), chain, now);
    }

    private void statuses() {
        Forge other = new Forge(pki, otherMember() + "-sign", now);
        var serial = pki.certificate(member + "-sign").getSerialNumber();
        var revoked = new RevokedStatus(Date.from(now.minusSeconds(60)), CRLReason.keyCompromise);
        Reason reason = Reason.CERTIFICATE_VALIDATION;
        add("OCSP: revoked", signer.seal(message, signer.ocsp(revoked, now)), reason);
        add("OCSP: unknown", signer.seal(message, signer.ocsp(new UnknownStatus(), now)), reason);
        add(
                "OCSP: of yesterday",
                signer.seal(message, signer.ocsp(CertificateStatus.GOOD, now.minusSeconds(86_400))),
                reason);
        add(
                "OCSP: of tomorrow",
                signer.seal(message, signer.ocsp(CertificateStatus.GOOD, now.plusSeconds(86_400))),
                reason);
        add("OCSP: of another certificate", signer.seal(message, other.ocsp(CertificateStatus.GOOD, now)), reason);
        add(
                "OCSP: by the member itself",
                signer.seal(
                        message,
                        signer.ocsp(
                                serial,
                                CertificateStatus.GOOD,
                                now,
                                pki.certificate(member + "-sign"),
                                pki.key(member + "-sign"))),
                reason);
        add(
                "OCSP: by the member in the responder's name",
                signer.seal(
                        message,
                        signer.ocsp(
                                serial,
                                CertificateStatus.GOOD,
                                now,
                                pki.certificate(pki.hasIntermediate() ? "ocsp-ica" : "ocsp"),
                                pki.key(member + "-sign"))),
                reason);
        add("OCSP: none", with(text.replaceAll("<xades:UnsignedProperties>.*</xades:UnsignedProperties>", "")), reason);
    }

    private void intermediate() {
        X509Certificate victim = pki.certificate(member + "-sign");
        X509Certificate ica = pki.certificate("ica");
        Instant from = now.minus(Duration.ofDays(2));
        Instant until = now.plus(Duration.ofDays(2));
        X509Certificate lookalike = issued(ica, pki.certificate("ca"), own.getPrivate(), from, until, true);
        sealed(
                "intermediate: one that has the name of an approved one",
                new Forge(
                        pki,
                        own.getPrivate(),
                        List.of(issued(victim, lookalike, own.getPrivate(), from, until, false), lookalike),
                        now),
                Reason.INVALID_CERTIFICATE_PATH);
        X509Certificate below =
                issued(pki.certificate(otherMember() + "-sign"), ica, pki.key("ica"), from, until, true);
        sealed(
                "intermediate: one more below it, which its path length forbids",
                new Forge(
                        pki,
                        own.getPrivate(),
                        List.of(issued(victim, below, own.getPrivate(), from, until, false), below, ica),
                        now),
                Reason.INVALID_CERTIFICATE_PATH);
        OcspResponse good = signer.ocsp(CertificateStatus.GOOD, now);
        var revoked = new RevokedStatus(Date.from(now.minusSeconds(60)), CRLReason.cACompromise);
        add(
                "intermediate: revoked",
                signer.seal(message, List.of(good, signer.ofIntermediate(revoked))),
                Reason.CERTIFICATE_VALIDATION);
        add(
                "intermediate: unknown",
                signer.seal(message, List.of(good, signer.ofIntermediate(new UnknownStatus()))),
                Reason.CERTIFICATE_VALIDATION);
        add(
                "intermediate: the status of the signer's certificate in place of its own",
                signer.seal(message, List.of(good, good)),
                Reason.CERTIFICATE_VALIDATION);
        add(
                "intermediate: its status in place of that of the signer's certificate",
                signer.seal(
                        message,
                        List.of(
                                signer.ofIntermediate(CertificateStatus.GOOD),
                                signer.ofIntermediate(CertificateStatus.GOOD))),
                Reason.CERTIFICATE_VALIDATION);
    }

    private X509Certificate issued(
            X509Certificate like,
            X509Certificate issuer,
            PrivateKey issuerKey,
            Instant from,
            Instant until,
            boolean authority) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                            issuer.getSubjectX500Principal(),
                            BigInteger.valueOf(SERIAL.incrementAndGet()),
                            Date.from(from),
                            Date.from(until),
                            like.getSubjectX500Principal(),
                            own.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                    .addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.nonRepudiation));
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder(Forge.isEc(issuerKey) ? "SHA256withECDSA" : "SHA256withRSA")
                                    .build(issuerKey)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The attacker's own keys, made once. */
    private static final class Own {
        static final KeyPair RSA = make("RSA", 2048);
        static final KeyPair EC = make("EC", 256);

        private static KeyPair make(String algorithm, int bits) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
                generator.initialize(bits);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }
}
