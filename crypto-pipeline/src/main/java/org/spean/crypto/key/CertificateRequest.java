package org.spean.crypto.key;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.time.Duration;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;

/**
 * PKCS#10 certification requests (RFC 2986) with the subjects that CamDX's certificate profile wants: who they are for follows from
 * server and member, so that it cannot be mistyped. Signed by the key, wherever it is. Blocking.
 */
public final class CertificateRequest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int AUTHENTICATION_USES =
            KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyAgreement;

    private final SecurityServerId server;
    private final String country;

    /** @param country two letters, as in {@code KH} */
    public CertificateRequest(SecurityServerId server, String country) {
        this.server = server;
        this.country = country;
    }

    /**
     * A request for a member's signing certificate.
     *
     * @param organisation the member's name
     * @return DER
     */
    public byte[] signing(StoredKey key, MemberId member, String organisation) throws GeneralSecurityException {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        try {
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.nonRepudiation));
            return request(key, subject(member, organisation, member.memberCode()), extensions);
        } catch (IOException e) {
            throw new GeneralSecurityException("the request cannot be encoded", e);
        }
    }

    /**
     * A request for this server's authentication certificate.
     *
     * @param organisation the name of the server's owner
     * @param dnsName of the server
     * @return DER
     */
    public byte[] authentication(StoredKey key, String organisation, String dnsName) throws GeneralSecurityException {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        try {
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(AUTHENTICATION_USES));
            extensions.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth
            }));
            extensions.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
            return request(key, subject(server.owner(), organisation, dnsName), extensions);
        } catch (IOException e) {
            throw new GeneralSecurityException("the request cannot be encoded", e);
        }
    }

    private X500Name subject(MemberId member, String organisation, String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, country)
                .addRDN(BCStyle.O, organisation)
                .addRDN(BCStyle.SERIALNUMBER, serialNumber(server, member))
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    /** The attribute serialNumber of a member's certificates on a server: instance, server code and member class. */
    public static String serialNumber(SecurityServerId server, MemberId member) {
        return member.instance() + "/" + server.serverCode() + "/" + member.memberClass();
    }

    private static byte[] request(StoredKey key, X500Name subject, ExtensionsGenerator extensions)
            throws GeneralSecurityException, IOException {
        PublicKey publicKey = key.publicKey();
        PrivateKey privateKey = key.key();
        if (publicKey == null || privateKey == null) {
            throw new GeneralSecurityException(
                    publicKey == null ? "its home does not show the public key" : "the private key is not here");
        }
        SigningKey signing = privateKey instanceof SigningKey inToken ? inToken : new LocalSigningKey(privateKey, null);
        return new PKCS10CertificationRequestBuilder(subject, SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()))
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                .build(new Signer(signing))
                .getEncoded();
    }

    /** Collects what is to be signed and has the key sign it. */
    private static final class Signer implements ContentSigner {
        private final SigningKey key;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        Signer(SigningKey key) {
            this.key = key;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new DefaultSignatureAlgorithmIdentifierFinder()
                    .find(key.algorithm() == KeyAlgorithm.RSA ? "SHA256withRSA" : "SHA256withECDSA");
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            byte @Nullable [] signature =
                    key.sign(content.toByteArray(), DigestAlgorithm.SHA_256).block(PATIENCE);
            if (signature == null) {
                throw new IllegalStateException("the key gave no signature");
            }
            try {
                return key.algorithm() == KeyAlgorithm.RSA ? signature : Ecdsa.der(signature);
            } catch (SignatureException e) {
                throw new IllegalStateException("the key gave no signature", e);
            }
        }
    }
}
