package org.spean.testbed.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * A certification authority that lives in memory: issues signing and authentication certificates in CamDX's profile,
 * intermediate authorities, OCSP responder and time-stamping certificates, and remembers the status of each by serial
 * number. Safe for use by several threads.
 */
public final class CertificateAuthority {
    private static final Duration BEFORE = Duration.ofDays(1);
    private static final Duration AFTER = Duration.ofDays(3650);
    private static final int NON_REPUDIATION = KeyUsage.nonRepudiation;
    private static final int TLS =
            KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.dataEncipherment | KeyUsage.keyAgreement;

    private final @Nullable CertificateAuthority parent;
    private final KeyPair keys;
    private final X509CertificateHolder holder;
    private final InstantSource clock;
    private final AtomicLong serials = new AtomicLong(1);
    private final Map<BigInteger, CertificateStatus> statuses = new ConcurrentHashMap<>();

    private CertificateAuthority(
            @Nullable CertificateAuthority parent, String name, KeyPair keys, InstantSource clock) {
        this.parent = parent;
        this.keys = keys;
        this.clock = clock;
        Draft draft = new Draft(authorityName(name), keys)
                .critical(
                        Extension.basicConstraints,
                        parent == null ? new BasicConstraints(true) : new BasicConstraints(0))
                .critical(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        this.holder = parent == null ? draft.signedBy(this, null) : draft.signedBy(parent, parent.holder);
    }

    /** A self-signed top authority. */
    public static CertificateAuthority root(String name, KeyKind kind, InstantSource clock) {
        return new CertificateAuthority(null, name, kind.generate(), clock);
    }

    /** An authority below this one, allowed to issue end certificates only. */
    public CertificateAuthority intermediate(String name, KeyKind kind) {
        return new CertificateAuthority(this, name, kind.generate(), clock);
    }

    public X509Certificate certificate() {
        return converted(holder);
    }

    /** The authority above, or {@code null} for a top one. */
    public @Nullable CertificateAuthority parent() {
        return parent;
    }

    /** A signing certificate of a member: CN is the member code, serialNumber {@code instance/server/class}. */
    public Issued signing(Subject subject, KeyKind kind) {
        return signing(subject, kind, clock.instant().plus(AFTER));
    }

    /** The same, valid until a time. */
    public Issued signing(Subject subject, KeyKind kind, Instant until) {
        return signing(subject, kind.generate(), until);
    }

    /** A signing certificate for a key made before, such as one of many. */
    public Issued signing(Subject subject, KeyPair pair) {
        return signing(subject, pair, clock.instant().plus(AFTER));
    }

    private Issued signing(Subject subject, KeyPair pair, Instant until) {
        Draft draft = new Draft(camdxName(subject, subject.memberCode()), pair)
                .leaf()
                .critical(Extension.keyUsage, new KeyUsage(NON_REPUDIATION))
                .valid(clock.instant().minus(BEFORE), until);
        return issue(draft, pair);
    }

    /** An authentication certificate of a security server: CN is its DNS name. */
    public Issued authentication(Subject subject, String dnsName, String address, KeyKind kind) {
        KeyPair pair = kind.generate();
        return issue(tls(new Draft(camdxName(subject, dnsName), pair), dnsName, address), pair);
    }

    /** A TLS certificate that has nothing to do with members, for information systems. */
    public Issued tls(String dnsName, String address, KeyKind kind) {
        KeyPair pair = kind.generate();
        return issue(tls(new Draft(commonName(dnsName), pair), dnsName, address), pair);
    }

    /**
     * The certificate that a PKCS#10 request asks for, with its subject, key and extensions.
     *
     * @param request DER
     * @throws IllegalArgumentException when the request is not signed by its key
     */
    public X509Certificate certify(byte[] request) {
        Instant now = clock.instant();
        return certify(request, null, now.minus(BEFORE), now.plus(AFTER));
    }

    /** The same with another subject than asked for. */
    public X509Certificate certify(byte[] request, X500Name subject) {
        Instant now = clock.instant();
        return certify(request, subject, now.minus(BEFORE), now.plus(AFTER));
    }

    /** The same for another time. */
    public X509Certificate certify(byte[] request, Instant from, Instant until) {
        return certify(request, null, from, until);
    }

    private X509Certificate certify(byte[] request, @Nullable X500Name subject, Instant from, Instant until) {
        try {
            PKCS10CertificationRequest wish = new PKCS10CertificationRequest(request);
            if (!wish.isSignatureValid(new JcaContentVerifierProviderBuilder().build(wish.getSubjectPublicKeyInfo()))) {
                throw new IllegalArgumentException("request: not signed by its key");
            }
            Draft draft = new Draft(subject == null ? wish.getSubject() : subject, wish.getSubjectPublicKeyInfo())
                    .leaf()
                    .valid(from, until);
            Extensions wanted = wish.getRequestedExtensions();
            for (ASN1ObjectIdentifier id : wanted.getExtensionOIDs()) {
                draft.extensions.add(wanted.getExtension(id));
            }
            return converted(draft.signedBy(this, holder));
        } catch (IOException | OperatorCreationException | PKCSException e) {
            throw new IllegalArgumentException("request: cannot be read", e);
        }
    }

    /** A certificate for signing OCSP responses on behalf of this authority. */
    public Issued ocspResponder(String name, KeyKind kind) {
        return service(name, kind, KeyPurposeId.id_kp_OCSPSigning, KeyUsage.digitalSignature);
    }

    /** A certificate of a time-stamping authority. */
    public Issued timeStamper(String name, KeyKind kind) {
        return service(
                name, kind, KeyPurposeId.id_kp_timeStamping, KeyUsage.digitalSignature | KeyUsage.nonRepudiation);
    }

    /** A certificate of a service that may sign, but is for no purpose: not for time-stamps either. */
    public Issued withoutPurpose(String name, KeyKind kind) {
        KeyPair pair = kind.generate();
        Draft draft = new Draft(authorityName(name), pair)
                .leaf()
                .critical(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature));
        return issue(draft, pair);
    }

    /** This authority's own certificate and key, as a responder that signs with them needs. */
    public Issued self() {
        return new Issued(List.of(certificate()), keys.getPrivate());
    }

    /** Sets what the responder says of a certificate from now on. */
    public void status(X509Certificate certificate, CertificateStatus status) {
        statuses.put(certificate.getSerialNumber(), status);
    }

    CertificateStatus status(BigInteger serial) {
        return statuses.getOrDefault(serial, CertificateStatus.UNKNOWN);
    }

    X509CertificateHolder holder() {
        return holder;
    }

    private Issued service(String name, KeyKind kind, KeyPurposeId purpose, int usage) {
        KeyPair pair = kind.generate();
        Draft draft = new Draft(authorityName(name), pair)
                .leaf()
                .critical(Extension.keyUsage, new KeyUsage(usage))
                .critical(Extension.extendedKeyUsage, new ExtendedKeyUsage(purpose));
        return issue(draft, pair);
    }

    private Issued issue(Draft draft, KeyPair pair) {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(converted(draft.signedBy(this, holder)));
        for (CertificateAuthority ca = this; ca.parent != null; ca = ca.parent) {
            chain.add(ca.certificate());
        }
        return new Issued(List.copyOf(chain), pair.getPrivate());
    }

    private BigInteger register() {
        BigInteger serial = BigInteger.valueOf(serials.getAndIncrement());
        statuses.put(serial, CertificateStatus.GOOD);
        return serial;
    }

    private static Draft tls(Draft draft, String dnsName, String address) {
        GeneralName[] names = {
            new GeneralName(GeneralName.dNSName, dnsName), new GeneralName(GeneralName.iPAddress, address)
        };
        KeyPurposeId[] purposes = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        return draft.leaf()
                .critical(Extension.keyUsage, new KeyUsage(TLS))
                .plain(Extension.extendedKeyUsage, new ExtendedKeyUsage(purposes))
                .plain(Extension.subjectAlternativeName, new GeneralNames(names));
    }

    private static X500Name camdxName(Subject subject, String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, "KH")
                .addRDN(BCStyle.O, subject.organisation())
                .addRDN(BCStyle.SERIALNUMBER, subject.serialNumber())
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static X500Name authorityName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, "KH")
                .addRDN(BCStyle.O, "Spean testbed")
                .addRDN(BCStyle.CN, name)
                .build();
    }

    private static X500Name commonName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    private static X509Certificate converted(X509CertificateHolder holder) {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificate of " + holder.getSubject(), e);
        }
    }

    /** What a CamDX certificate says of its holder. */
    public record Subject(
            String instance, String memberClass, String memberCode, String serverCode, String organisation) {
        String serialNumber() {
            return instance + "/" + serverCode + "/" + memberClass;
        }
    }

    /** A certificate before it is signed. */
    private final class Draft {
        private final X500Name subject;
        private final SubjectPublicKeyInfo key;
        private final List<Extension> extensions = new ArrayList<>();
        private Instant from = clock.instant().minus(BEFORE);
        private Instant until = clock.instant().plus(AFTER);

        Draft(X500Name subject, KeyPair pair) {
            this(subject, SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        }

        Draft(X500Name subject, SubjectPublicKeyInfo key) {
            this.subject = subject;
            this.key = key;
        }

        Draft valid(Instant begin, Instant end) {
            from = begin;
            until = end;
            return this;
        }

        Draft leaf() {
            return critical(Extension.basicConstraints, new BasicConstraints(false));
        }

        Draft critical(ASN1ObjectIdentifier id, ASN1Object value) {
            return add(id, true, value);
        }

        Draft plain(ASN1ObjectIdentifier id, ASN1Object value) {
            return add(id, false, value);
        }

        private Draft add(ASN1ObjectIdentifier id, boolean critical, ASN1Object value) {
            try {
                extensions.add(new Extension(id, critical, value.getEncoded()));
            } catch (IOException e) {
                throw new IllegalStateException("extension " + id, e);
            }
            return this;
        }

        X509CertificateHolder signedBy(CertificateAuthority issuer, @Nullable X509CertificateHolder issuerHolder) {
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    issuerHolder == null ? subject : issuerHolder.getSubject(),
                    issuer.register(),
                    Date.from(from),
                    Date.from(until),
                    subject,
                    key);
            BcX509ExtensionUtils ids = new BcX509ExtensionUtils();
            try {
                builder.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
                if (issuerHolder != null) {
                    builder.addExtension(
                            Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(issuerHolder));
                }
                for (Extension extension : extensions) {
                    builder.addExtension(extension);
                }
                PrivateKey signer = issuer.keys.getPrivate();
                return builder.build(
                        new JcaContentSignerBuilder(KeyKind.of(issuer.keys).signature()).build(signer));
            } catch (IOException | OperatorCreationException e) {
                throw new IllegalStateException("certificate of " + subject, e);
            }
        }
    }
}
