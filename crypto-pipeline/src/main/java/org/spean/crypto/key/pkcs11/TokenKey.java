package org.spean.crypto.key.pkcs11;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.key.SigningKey;
import reactor.core.publisher.Mono;

/**
 * A private key that stays in its token: the name of it, and what has it sign. Equal to any other name of the same key.
 *
 * <p>Digests are made here, so that a token needs no more than the mechanisms {@code CKM_RSA_PKCS} and {@code CKM_ECDSA}, and
 * little is sent to it.
 */
final class TokenKey implements PrivateKey, SigningKey {
    private static final long serialVersionUID = 1;
    private static final long RSA_PKCS = 0x1;
    private static final long ECDSA = 0x1041;
    private static final Map<DigestAlgorithm, ASN1ObjectIdentifier> OIDS = Map.of(
            DigestAlgorithm.SHA_256, NISTObjectIdentifiers.id_sha256,
            DigestAlgorithm.SHA_384, NISTObjectIdentifiers.id_sha384,
            DigestAlgorithm.SHA_512, NISTObjectIdentifiers.id_sha512);

    private record Handle(int epoch, long object) {}

    private final transient Token token;
    private final transient byte[] id;
    private final KeyAlgorithm algorithm;
    private transient volatile @Nullable Handle handle;

    /** @param id the {@code CKA_ID} */
    TokenKey(Token token, byte[] id, KeyAlgorithm algorithm) {
        this.token = token;
        this.id = id.clone();
        this.algorithm = algorithm;
    }

    @Override
    public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
        return Mono.fromCallable(() -> signNow(data, digest)).subscribeOn(token.threads());
    }

    private byte[] signNow(byte[] data, DigestAlgorithm digest) throws GeneralSecurityException, IOException {
        byte[] hash = digest.digest(data);
        byte[] input = algorithm == KeyAlgorithm.EC
                ? hash
                : new DigestInfo(new AlgorithmIdentifier(OIDS.get(digest), DERNull.INSTANCE), hash).getEncoded();
        return token.use((cryptoki, session, epoch) -> {
            long object = object(cryptoki, session, epoch);
            return cryptoki.sign(session, object, algorithm == KeyAlgorithm.EC ? ECDSA : RSA_PKCS, input);
        });
    }

    private long object(Cryptoki cryptoki, long session, int epoch) throws CryptokiException {
        Handle known = handle;
        if (known != null && known.epoch == epoch) {
            return known.object;
        }
        List<Long> found = cryptoki.find(
                session,
                Attribute.number(Attribute.CLASS, Attribute.PRIVATE_KEY_CLASS),
                Attribute.bytes(Attribute.ID, id));
        if (found.isEmpty()) {
            throw CryptokiException.absent("key " + id() + " is not in it");
        }
        handle = new Handle(epoch, found.getFirst());
        return found.getFirst();
    }

    /** The {@code CKA_ID} in hexadecimal. */
    String id() {
        return HexFormat.of().formatHex(id);
    }

    @Override
    public KeyAlgorithm algorithm() {
        return algorithm;
    }

    @Override
    public boolean onCpu() {
        return false;
    }

    @Override
    public boolean available() {
        return token.available();
    }

    /** As in the Java Cryptography Architecture. */
    @Override
    public String getAlgorithm() {
        return algorithm == KeyAlgorithm.EC ? "EC" : "RSA";
    }

    /** It has no encoding: it never leaves its token. */
    @Override
    public @Nullable String getFormat() {
        return null;
    }

    /** It has no encoding: it never leaves its token. */
    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenKey key && key.token == token && Arrays.equals(key.id, id);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(id);
    }

    private void writeObject(ObjectOutputStream to) throws IOException {
        throw new NotSerializableException(TokenKey.class.getName());
    }

    @Override
    public String toString() {
        return algorithm + " key " + id() + " of " + token.home();
    }
}
