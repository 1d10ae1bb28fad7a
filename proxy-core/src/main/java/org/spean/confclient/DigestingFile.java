package org.spean.confclient;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.spean.crypto.digest.DigestAlgorithm;

/** A new file that is digested while it is written, and removed when it is closed unless it was decided to keep it. */
final class DigestingFile extends OutputStream {
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest digest;
    private boolean kept;

    private DigestingFile(Path file, FileChannel channel, MessageDigest digest) {
        this.file = file;
        this.channel = channel;
        this.digest = digest;
    }

    static DigestingFile create(URI url, Path file, DigestAlgorithm algorithm) throws SourceException {
        try {
            return new DigestingFile(
                    file,
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    start(algorithm));
        } catch (IOException e) {
            throw new SourceException(SourceException.Cause.PART, url, "cannot be written: " + e.getMessage(), e);
        }
    }

    static MessageDigest start(DigestAlgorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.headerName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java run-time lacks " + algorithm.headerName(), e);
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        digest.update(bytes, from, length);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Hexadecimal, of all that was written. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Makes it durable and keeps it. */
    void keep() throws IOException {
        channel.force(true);
        kept = true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!kept) {
            Files.deleteIfExists(file);
        }
    }
}
