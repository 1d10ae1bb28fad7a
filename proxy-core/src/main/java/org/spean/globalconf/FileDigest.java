package org.spean.globalconf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a file's content. Times and sizes tell less: a configuration client writes every part anew although
 * most have not changed.
 */
record FileDigest(ByteBuffer sha256) {
    private static final int CHUNK = 1 << 16;

    /** Reads a file from its beginning to its end. */
    static FileDigest of(Path file) throws IOException {
        try (DigestInputStream in = reading(Files.newInputStream(file))) {
            return rest(in);
        }
    }

    /** A stream whose digest {@link #rest} gives. */
    static DigestInputStream reading(InputStream in) {
        try {
            return new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Reads what is left of a stream, and digests all of it. */
    static FileDigest rest(DigestInputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int read;
        do {
            read = in.read(chunk);
        } while (read >= 0);
        return new FileDigest(ByteBuffer.wrap(in.getMessageDigest().digest()));
    }
}
