package org.spean.crypto.asic;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.jspecify.annotations.Nullable;

/** The keys of one or more OpenPGP key files, armoured or not. Immutable. */
public final class PgpKeys {
    private static final int MAX_FILE = 1 << 20;

    private final List<PGPPublicKeyRing> publicRings;
    private final List<PGPSecretKeyRing> secretRings;

    private PgpKeys(List<PGPPublicKeyRing> publicRings, List<PGPSecretKeyRing> secretRings) {
        this.publicRings = List.copyOf(publicRings);
        this.secretRings = List.copyOf(secretRings);
    }

    /**
     * Reads the content of key files; of secret keys it holds the public ones too.
     *
     * @throws PgpException if one is no key file
     */
    public static PgpKeys parse(List<byte[]> files) throws PgpException {
        List<PGPPublicKeyRing> publicRings = new ArrayList<>();
        List<PGPSecretKeyRing> secretRings = new ArrayList<>();
        for (byte[] file : files) {
            if (file.length > MAX_FILE) {
                throw new PgpException("OpenPGP key file: " + file.length + " bytes (expected: at most 1 MiB)");
            }
            int before = publicRings.size();
            try {
                var objects = new BcPGPObjectFactory(PGPUtil.getDecoderStream(new ByteArrayInputStream(file)));
                for (Object object = objects.nextObject(); object != null; object = objects.nextObject()) {
                    if (object instanceof PGPSecretKeyRing ring) {
                        secretRings.add(ring);
                        publicRings.add(publicRing(ring));
                    } else if (object instanceof PGPPublicKeyRing ring) {
                        publicRings.add(ring);
                    }
                }
            } catch (IOException | PGPException | RuntimeException e) { // of broken packets, whatever it meets first
                throw new PgpException("OpenPGP key file: cannot be read", e);
            }
            if (publicRings.size() == before) {
                throw new PgpException("OpenPGP key file: holds no key");
            }
        }
        return new PgpKeys(publicRings, secretRings);
    }

    private static PGPPublicKeyRing publicRing(PGPSecretKeyRing ring) throws PGPException {
        List<PGPPublicKey> keys = new ArrayList<>();
        ring.getPublicKeys().forEachRemaining(keys::add);
        return new PGPPublicKeyRing(keys);
    }

    /** For each key file, the keys that archives may be encrypted to. */
    List<PGPPublicKey> forEncryption() throws PgpException {
        List<PGPPublicKey> keys = new ArrayList<>();
        for (PGPPublicKeyRing ring : publicRings) {
            PGPPublicKey found = null;
            for (PGPPublicKey key : ring) {
                boolean able = key.isEncryptionKey()
                        && !key.hasRevocation()
                        && flagged(key, ring.getPublicKey(), KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE);
                if (able && (found == null || found.isMasterKey())) { // subkeys before the master key
                    found = key;
                }
            }
            if (found == null) {
                throw new PgpException("OpenPGP key " + name(ring.getPublicKey()) + ": cannot encrypt");
            }
            keys.add(found);
        }
        return keys;
    }

    /** The first secret key that may sign. */
    PGPSecretKey forSigning() throws PgpException {
        for (PGPSecretKeyRing ring : secretRings) {
            for (PGPSecretKey key : ring) {
                if (key.isSigningKey()
                        && !key.isPrivateKeyEmpty()
                        && !key.getPublicKey().hasRevocation()
                        && flagged(key.getPublicKey(), ring.getPublicKey(), KeyFlags.SIGN_DATA)) {
                    return key;
                }
            }
        }
        throw new PgpException("OpenPGP key file: holds no secret key that signs");
    }

    /** Whether the key's own signature allows this use; keys that say nothing may do what their algorithm can. */
    private static boolean flagged(PGPPublicKey key, PGPPublicKey master, int use) {
        Iterator<PGPSignature> signatures = key.getSignatures();
        boolean said = false;
        while (signatures.hasNext()) {
            PGPSignature signature = signatures.next();
            var hashed = signature.getHashedSubPackets();
            if (signature.getKeyID() == master.getKeyID() && hashed != null && hashed.getKeyFlags() != 0) {
                said = true;
                if ((hashed.getKeyFlags() & use) != 0) {
                    return true;
                }
            }
        }
        return !said;
    }

    @Nullable
    PGPPublicKey publicKey(long id) {
        for (PGPPublicKeyRing ring : publicRings) {
            PGPPublicKey key = ring.getPublicKey(id);
            if (key != null) {
                return key;
            }
        }
        return null;
    }

    @Nullable
    PGPSecretKey secretKey(long id) {
        for (PGPSecretKeyRing ring : secretRings) {
            PGPSecretKey key = ring.getSecretKey(id);
            if (key != null && !key.isPrivateKeyEmpty()) {
                return key;
            }
        }
        return null;
    }

    static PGPPrivateKey unlocked(PGPSecretKey key, char[] passphrase) throws PgpException {
        try {
            return key.extractPrivateKey(
                    new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider()).build(passphrase));
        } catch (PGPException | RuntimeException e) {
            throw new PgpException("OpenPGP key " + name(key.getPublicKey()) + ": passphrase does not open it", e);
        }
    }

    /** The long id, as key managers show it. */
    static String name(PGPPublicKey key) {
        return name(key.getKeyID());
    }

    static String name(long id) {
        return "%016X".formatted(id);
    }
}
