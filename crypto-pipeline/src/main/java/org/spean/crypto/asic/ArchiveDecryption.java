package org.spean.crypto.asic;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.bouncycastle.openpgp.PGPCompressedData;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPOnePassSignature;
import org.bouncycastle.openpgp.PGPOnePassSignatureList;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;
import org.jspecify.annotations.Nullable;

/** Opens encrypted archive files, gpg's and ours. */
public final class ArchiveDecryption {
    private static final int BUFFER = 1 << 16;

    private final PgpKeys keys;
    private final char[] passphrase;

    /**
     * Decryption with these keys.
     *
     * @param passphrase of the secret keys; empty if they have none
     */
    public ArchiveDecryption(PgpKeys keys, char[] passphrase) {
        this.keys = keys;
        this.passphrase = passphrase.clone();
    }

    /**
     * Who signed.
     *
     * @param keyId as key managers show it; {@code null} if nobody did
     * @param good whether the signature is by that key; {@code null} if we do not hold it and so cannot tell
     */
    public record Signature(
            @Nullable String keyId, @Nullable Boolean good) {}

    /**
     * Decrypts a message. What was written to {@code out} is to be used only after this has returned: only then is it
     * known to be whole and unaltered.
     *
     * @param most bytes to write at most
     * @throws PgpException if none of the keys opens it, or it is not whole, or altered, or longer
     */
    public Signature decrypt(InputStream in, OutputStream out, long most) throws IOException {
        try {
            var outer = new BcPGPObjectFactory(PGPUtil.getDecoderStream(in));
            Object first = outer.nextObject();
            while (first != null && !(first instanceof PGPEncryptedDataList)) { // markers
                first = outer.nextObject();
            }
            if (!(first instanceof PGPEncryptedDataList list)) {
                throw new PgpException("OpenPGP: not an encrypted message");
            }
            PGPPublicKeyEncryptedData data = mine(list);
            if (!data.isIntegrityProtected()) {
                throw new PgpException("OpenPGP: message is without integrity protection");
            }
            PGPSecretKey key = secret(data);
            var pair = new PGPKeyPair(key.getPublicKey(), PgpKeys.unlocked(key, passphrase));
            InputStream clear = data.getDataStream(new BcPublicKeyDataDecryptorFactory(pair));
            Signature signature = content(new BcPGPObjectFactory(clear), out, most);
            if (clear.read() >= 0 || !data.verify()) {
                throw new PgpException("OpenPGP: message has been altered");
            }
            return signature;
        } catch (PgpException e) {
            throw e;
        } catch (PGPException | IOException | RuntimeException e) { // of broken packets, whatever it meets first
            throw new PgpException("OpenPGP: message is not whole, or altered", e);
        }
    }

    private PGPPublicKeyEncryptedData mine(PGPEncryptedDataList list) throws PgpException {
        StringBuilder others = new StringBuilder();
        for (PGPEncryptedData data : list) {
            if (data instanceof PGPPublicKeyEncryptedData to) {
                if (keys.secretKey(to.getKeyIdentifier().getKeyId()) != null) {
                    return to;
                }
                others.append(' ').append(PgpKeys.name(to.getKeyIdentifier().getKeyId()));
            }
        }
        throw new PgpException("OpenPGP: message is encrypted to" + (others.isEmpty() ? " no key" : others)
                + ", of which there is no secret key here");
    }

    private PGPSecretKey secret(PGPPublicKeyEncryptedData data) throws PgpException {
        PGPSecretKey key = keys.secretKey(data.getKeyIdentifier().getKeyId());
        if (key == null) {
            throw new PgpException("OpenPGP: no secret key");
        }
        return key;
    }

    private Signature content(BcPGPObjectFactory outer, OutputStream out, long most) throws IOException, PGPException {
        BcPGPObjectFactory objects = outer;
        Object object = objects.nextObject();
        if (object instanceof PGPCompressedData compressed) { // gpg's way unless told otherwise
            objects = new BcPGPObjectFactory(compressed.getDataStream());
            object = objects.nextObject();
        }
        PGPOnePassSignature announced = null;
        PGPPublicKey signer = null;
        if (object instanceof PGPOnePassSignatureList list && !list.isEmpty()) {
            announced = list.get(0);
            signer = keys.publicKey(announced.getKeyID());
            if (signer != null) {
                announced.init(new BcPGPContentVerifierBuilderProvider(), signer);
            }
            object = objects.nextObject();
        }
        if (!(object instanceof PGPLiteralData literal)) {
            throw new PgpException("OpenPGP: message holds no file");
        }
        copy(literal.getInputStream(), out, most, signer == null ? null : announced);
        Object after = objects.nextObject();
        if (announced == null) {
            return new Signature(null, null);
        }
        String keyId = PgpKeys.name(announced.getKeyID());
        if (!(after instanceof PGPSignatureList signatures) || signatures.isEmpty()) {
            throw new PgpException("OpenPGP: the signature that the message announces is missing");
        }
        return new Signature(keyId, signer == null ? null : announced.verify(signatures.get(0)));
    }

    private static void copy(InputStream in, OutputStream out, long most, @Nullable PGPOnePassSignature signature)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = most;
        int n;
        while ((n = in.read(buffer)) >= 0) {
            left -= n;
            if (left < 0) {
                throw new PgpException("OpenPGP: message is longer than " + most + " bytes");
            }
            out.write(buffer, 0, n);
            if (signature != null) {
                signature.update(buffer, 0, n);
            }
        }
    }
}
