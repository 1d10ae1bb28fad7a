package org.spean.crypto.key.pkcs11;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.MalformedCertificateException;
import org.spean.crypto.key.KeyAlgorithm;

/** What a token holds that concerns us: private keys that sign, their public keys and certificates. */
final class TokenObjects {
    private static final Logger log = LoggerFactory.getLogger(TokenObjects.class);
    private static final long RSA = 0;
    private static final long EC = 3;

    /**
     * A private key.
     *
     * @param publicKey absent when the token does not show it
     * @param certificates that the token holds of it
     */
    @SuppressWarnings("ArrayRecordComponent") // not compared
    record Held(
            byte[] id,
            @Nullable String label,
            KeyAlgorithm algorithm,
            @Nullable PublicKey publicKey,
            List<X509Certificate> certificates) {}

    private final Cryptoki cryptoki;
    private final long session;

    private TokenObjects(Cryptoki cryptoki, long session) {
        this.cryptoki = cryptoki;
        this.session = session;
    }

    static List<Held> list(Cryptoki cryptoki, long session) throws CryptokiException {
        return new TokenObjects(cryptoki, session).list();
    }

    private List<Held> list() throws CryptokiException {
        List<Held> all = new ArrayList<>();
        for (long key : cryptoki.find(
                session,
                Attribute.number(Attribute.CLASS, Attribute.PRIVATE_KEY_CLASS),
                Attribute.flag(Attribute.SIGN, true))) {
            byte[] id = cryptoki.attribute(session, key, Attribute.ID);
            byte[] type = cryptoki.attribute(session, key, Attribute.KEY_TYPE);
            if (id == null || id.length == 0 || type == null || type.length != Long.BYTES) {
                continue; // it could not be told from others
            }
            long kind = number(type);
            if (kind != RSA && kind != EC) {
                continue;
            }
            byte[] label = cryptoki.attribute(session, key, Attribute.LABEL);
            all.add(new Held(
                    id,
                    label == null || label.length == 0 ? null : new String(label, StandardCharsets.UTF_8),
                    kind == RSA ? KeyAlgorithm.RSA : KeyAlgorithm.EC,
                    publicKey(key, id, kind),
                    certificates(id)));
        }
        return all;
    }

    private static long number(byte[] bytes) {
        return MemorySegment.ofArray(bytes).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    private @Nullable PublicKey publicKey(long key, byte[] id, long kind) throws CryptokiException {
        List<Long> holders = new ArrayList<>(cryptoki.find(
                session,
                Attribute.number(Attribute.CLASS, Attribute.PUBLIC_KEY_CLASS),
                Attribute.bytes(Attribute.ID, id)));
        holders.add(key); // modules mostly show the public half of an RSA key with the private one
        for (long holder : holders) {
            try {
                PublicKey found = kind == RSA ? rsa(holder) : ec(holder);
                if (found != null) {
                    return found;
                }
            } catch (GeneralSecurityException
                    | IOException
                    | RuntimeException e) { // whatever a token has written there
                log.info(
                        "the public key of {} cannot be read: {}",
                        HexFormat.of().formatHex(id),
                        e.toString());
            }
        }
        return null;
    }

    private @Nullable PublicKey rsa(long holder) throws GeneralSecurityException {
        byte[] modulus = cryptoki.attribute(session, holder, Attribute.MODULUS);
        byte[] exponent = cryptoki.attribute(session, holder, Attribute.PUBLIC_EXPONENT);
        return modulus == null || exponent == null || modulus.length == 0 || exponent.length == 0
                ? null
                : KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(new BigInteger(1, modulus), new BigInteger(1, exponent)));
    }

    private @Nullable PublicKey ec(long holder) throws GeneralSecurityException, IOException {
        byte[] parameters = cryptoki.attribute(session, holder, Attribute.EC_PARAMS);
        byte[] point = cryptoki.attribute(session, holder, Attribute.EC_POINT);
        if (parameters == null || point == null || parameters.length == 0 || point.length == 0) {
            return null;
        }
        byte[] bare = ASN1OctetString.getInstance(point).getOctets();
        AlgorithmIdentifier curve =
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, ASN1Primitive.fromByteArray(parameters));
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(new SubjectPublicKeyInfo(curve, bare).getEncoded()));
    }

    private List<X509Certificate> certificates(byte[] id) throws CryptokiException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (long object : cryptoki.find(
                session,
                Attribute.number(Attribute.CLASS, Attribute.CERTIFICATE_CLASS),
                Attribute.bytes(Attribute.ID, id))) {
            byte[] der = cryptoki.attribute(session, object, Attribute.VALUE);
            try {
                if (der != null && der.length > 0) {
                    certificates.add(Certificates.parse(der));
                }
            } catch (MalformedCertificateException e) {
                log.info(
                        "a certificate of {} cannot be read: {}", HexFormat.of().formatHex(id), e.getMessage());
            }
        }
        return certificates;
    }
}
