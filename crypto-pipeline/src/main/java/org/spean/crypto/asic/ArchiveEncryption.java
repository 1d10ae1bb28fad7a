package org.spean.crypto.asic;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;

/**
 * Encrypts archive files to OpenPGP keys and signs them, in the form that X-Road's archiver has gpg make: one literal
 * signed inside, SHA-256, not compressed, AES-256 with integrity protection. What gpg opens, and gpg only with a key it
 * was encrypted to. Immutable and safe for use by many threads.
 */
public final class ArchiveEncryption {
    private static final int BUFFER = 1 << 16;

    private final List<PGPPublicKey> recipients;
    private final PGPSecretKey signer;
    private final PGPPrivateKey signingKey;
    private final InstantSource clock;

    private ArchiveEncryption(
            List<PGPPublicKey> recipients, PGPSecretKey signer, PGPPrivateKey signingKey, InstantSource clock) {
        this.recipients = recipients;
        this.signer = signer;
        this.signingKey = signingKey;
        this.clock = clock;
    }

    /**
     * Encryption to every key of the recipients, each of which opens it alone.
     *
     * @param signer holds a secret key that signs
     * @param passphrase of that key; empty if it has none
     * @throws PgpException if a recipient's key cannot encrypt, or the signer's cannot sign
     */
    public static ArchiveEncryption to(PgpKeys recipients, PgpKeys signer, char[] passphrase, InstantSource clock)
            throws PgpException {
        PGPSecretKey key = signer.forSigning();
        return new ArchiveEncryption(recipients.forEncryption(), key, PgpKeys.unlocked(key, passphrase), clock);
    }

    /**
     * Encrypts what is written. The message is complete when the stream is closed; that leaves {@code out} open. A stream
     * that is abandoned leaves what nobody takes for a whole message.
     */
    public OutputStream encrypt(OutputStream out) throws IOException {
        try {
            var encryption =
                    new PGPEncryptedDataGenerator(new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                            .setWithIntegrityPacket(true)
                            .setSecureRandom(new SecureRandom()));
            for (PGPPublicKey recipient : recipients) {
                encryption.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(recipient));
            }
            OutputStream encrypted = encryption.open(out, new byte[BUFFER]);
            var signature = new PGPSignatureGenerator(
                    new BcPGPContentSignerBuilder(signer.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA256),
                    signer.getPublicKey());
            signature.init(PGPSignature.BINARY_DOCUMENT, signingKey);
            signature.generateOnePassVersion(false).encode(encrypted);
            OutputStream literal = new PGPLiteralDataGenerator()
                    .open(encrypted, PGPLiteralData.BINARY, "", Date.from(clock.instant()), new byte[BUFFER]);
            return new Message(literal, encrypted, signature);
        } catch (PGPException | RuntimeException e) {
            throw new PgpException("OpenPGP: cannot encrypt", e);
        }
    }

    private static final class Message extends FilterOutputStream {
        private final OutputStream encrypted;
        private final PGPSignatureGenerator signature;
        private boolean closed;

        Message(OutputStream literal, OutputStream encrypted, PGPSignatureGenerator signature) {
            super(literal);
            this.encrypted = encrypted;
            this.signature = signature;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            out.write(data, offset, length);
            signature.update(data, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            out.close();
            try {
                signature.generate().encode(encrypted);
            } catch (PGPException e) {
                throw new PgpException("OpenPGP: cannot sign", e);
            }
            encrypted.close();
        }
    }
}
