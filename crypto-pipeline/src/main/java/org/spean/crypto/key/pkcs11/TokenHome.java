package org.spean.crypto.key.pkcs11;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyHome;
import org.spean.crypto.key.KeyIndex;
import org.spean.crypto.key.KeyKind;
import org.spean.crypto.key.KeyTrouble;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.StoredKey;
import org.spean.identifier.MemberId;

/**
 * A token, to be changed: keys are made in it so that they cannot be read out, certificates are put beside them. Tokens know nothing
 * of inactive keys; that is noted in the token's folder, if it has one.
 */
public final class TokenHome implements KeyHome {
    private static final long RSA_KEY_PAIR = 0x0;
    private static final long EC_KEY_PAIR = 0x1040;
    private static final byte[] EXPONENT = {1, 0, 1};

    private final TokenSettings settings;

    public TokenHome(TokenSettings settings) {
        this.settings = settings;
    }

    private interface Change {
        void make(Cryptoki cryptoki, long session) throws CryptokiException;
    }

    private void change(Change change) throws KeyFileException {
        KeyTrouble nobody = new KeyTrouble() {
            @Override
            public void lost(String home, String reason) {
                // thrown below
            }

            @Override
            public void found(String home) {
                // nothing to tell
            }
        };
        try (Token token = new Token(settings, nobody)) {
            token.find((cryptoki, session, epoch) -> true); // a session that lives
            token.change((cryptoki, session, epoch) -> {
                change.make(cryptoki, session);
                return true;
            });
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new KeyFileException(settings.library(), settings.home() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String generate(KeyUse use, KeyKind kind, @Nullable MemberId member, @Nullable String label)
            throws KeyFileException {
        if (use != KeyUse.SIGNING) {
            throw new KeyFileException(
                    settings.library(), "an authentication key cannot be in a token (expected: one in keys.store)");
        }
        byte[] id = new byte[20];
        new SecureRandom().nextBytes(id);
        String name = label == null ? "spean " + member : label;
        List<Attribute> common = List.of(
                Attribute.flag(Attribute.TOKEN, true),
                Attribute.bytes(Attribute.ID, id),
                Attribute.text(Attribute.LABEL, name));
        List<Attribute> publicKey = new ArrayList<>(common);
        publicKey.add(Attribute.flag(Attribute.VERIFY, true));
        String curve = kind.curve();
        if (curve == null) {
            publicKey.add(Attribute.number(Attribute.MODULUS_BITS, kind.bits()));
            publicKey.add(Attribute.bytes(Attribute.PUBLIC_EXPONENT, EXPONENT));
        } else {
            publicKey.add(Attribute.bytes(Attribute.EC_PARAMS, parameters(curve)));
        }
        List<Attribute> privateKey = new ArrayList<>(common);
        privateKey.add(Attribute.flag(Attribute.PRIVATE, true));
        privateKey.add(Attribute.flag(Attribute.SENSITIVE, true));
        privateKey.add(Attribute.flag(Attribute.EXTRACTABLE, false));
        privateKey.add(Attribute.flag(Attribute.SIGN, true));
        change((cryptoki, session) ->
                cryptoki.generate(session, curve == null ? RSA_KEY_PAIR : EC_KEY_PAIR, publicKey, privateKey));
        return HexFormat.of().formatHex(id);
    }

    private static byte[] parameters(String curve) {
        ASN1ObjectIdentifier oid = ECNamedCurveTable.getOID(curve);
        try {
            return oid.getEncoded();
        } catch (IOException e) {
            throw new IllegalArgumentException("curve: " + curve, e);
        }
    }

    @Override
    public void certify(StoredKey key, List<X509Certificate> chain) throws KeyFileException {
        X509Certificate certificate = chain.getFirst();
        byte[] id = HexFormat.of().parseHex(key.id());
        String label = key.label();
        try {
            List<Attribute> object = List.of(
                    Attribute.number(Attribute.CLASS, Attribute.CERTIFICATE_CLASS),
                    Attribute.number(Attribute.CERTIFICATE_TYPE, 0),
                    Attribute.flag(Attribute.TOKEN, true),
                    Attribute.bytes(Attribute.ID, id),
                    Attribute.text(Attribute.LABEL, label == null ? "spean" : label),
                    Attribute.bytes(
                            Attribute.SUBJECT,
                            certificate.getSubjectX500Principal().getEncoded()),
                    Attribute.bytes(Attribute.VALUE, certificate.getEncoded()));
            change((cryptoki, session) -> {
                List<Long> old = cryptoki.find(
                        session,
                        Attribute.number(Attribute.CLASS, Attribute.CERTIFICATE_CLASS),
                        Attribute.bytes(Attribute.ID, id));
                cryptoki.create(session, object);
                for (long before : old) {
                    cryptoki.destroy(session, before);
                }
            });
        } catch (CertificateEncodingException e) {
            throw new KeyFileException(settings.library(), "a certificate without encoding", e);
        }
    }

    @Override
    public void activate(StoredKey key, boolean active) throws KeyFileException {
        Path directory = settings.directory();
        if (directory == null) {
            throw new KeyFileException(
                    settings.library(), settings.home() + ": has no directory in which that could be noted");
        }
        try {
            KeyIndex.change(directory, index -> index.with(key.id(), active));
        } catch (IOException e) {
            throw new KeyFileException(directory, "cannot be written: " + e.getMessage(), e);
        }
    }
}
