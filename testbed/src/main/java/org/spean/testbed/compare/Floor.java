package org.spean.testbed.compare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.key.SigningKey;
import org.spean.testbed.authority.Issued;

/**
 * What nobody can do an exchange without: two signatures and four durable writes, one after another.
 *
 * @param signatureMs one, by the provider that a gateway would choose
 * @param writeMs 4 KiB into a file made beforehand, and {@code fdatasync}
 */
record Floor(double signatureMs, double writeMs) {
    private static final int TIMES = 200;
    private static final int WRITE = 4096;

    /**
     * Measures both, a fraction of a second each.
     *
     * @param folder where the message logs are
     */
    static Floor measure(Issued signer, Path folder) throws IOException {
        return new Floor(signature(signer), write(folder));
    }

    private static double signature(Issued signer) throws IOException {
        try {
            SigningKey key = new ProviderProbe().fastest(new KeyEntry(signer.chain(), signer.key()));
            byte[] data = new byte[1024];
            double[] ms = new double[TIMES];
            for (int i = -TIMES; i < TIMES; i++) {
                long from = System.nanoTime();
                key.sign(data, DigestAlgorithm.SHA_512).block();
                ms[Math.max(0, i)] = (System.nanoTime() - from) / 1e6;
            }
            return Figures.median(ms);
        } catch (GeneralSecurityException e) {
            throw new IOException("the signing key of the bank cannot be used", e);
        }
    }

    private static double write(Path folder) throws IOException {
        Path file = folder.resolve("floor");
        Files.write(file, new byte[WRITE * TIMES]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
            ByteBuffer data = ByteBuffer.allocateDirect(WRITE);
            double[] ms = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                long from = System.nanoTime();
                data.clear();
                channel.write(data, (long) i * WRITE);
                channel.force(false);
                ms[i] = (System.nanoTime() - from) / 1e6;
            }
            return Figures.median(ms);
        } finally {
            Files.delete(file);
        }
    }

    /** The least that an exchange can take, milliseconds. */
    double exchangeMs() {
        return 2 * signatureMs + 4 * writeMs;
    }
}
