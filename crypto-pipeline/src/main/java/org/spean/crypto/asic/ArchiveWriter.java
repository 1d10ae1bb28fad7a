package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes one archive file as X-Road's archiver does: containers in the order they are given, and at the end the chain
 * that links each to the one before and the file to the previous file. Used by one thread; what is already written
 * stays in the stream when a container fails, so such a file is to be thrown away.
 */
public final class ArchiveWriter implements AutoCloseable {
    /** Writes the bytes of one container. */
    @FunctionalInterface
    public interface Body {
        /** Writes all of them; may close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    private final ZipOutputStream zip;
    private final @Nullable ArchiveLink previous;
    private final List<String> lines = new ArrayList<>();
    private String digest;
    private long bytes;
    private Instant latest = Instant.EPOCH;

    private ArchiveWriter(ZipOutputStream zip, @Nullable ArchiveLink previous) {
        this.zip = zip;
        this.previous = previous;
        this.digest = previous == null ? "" : previous.digest();
    }

    /**
     * Begins a file.
     *
     * @param previous where the group's last file ended; {@code null} for the first
     */
    public static ArchiveWriter open(OutputStream out, @Nullable ArchiveLink previous) {
        ZipOutputStream zip = new ZipOutputStream(out, UTF_8);
        zip.setLevel(Deflater.NO_COMPRESSION); // containers are compressed already
        return new ArchiveWriter(zip, previous);
    }

    /**
     * Adds a container.
     *
     * @param name of {@link ContainerName}; distinct
     * @param time of its record
     */
    public void add(String name, Instant time, Body container) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(FileTime.from(time));
        zip.putNextEntry(entry);
        Digested out = new Digested(zip);
        container.writeTo(out);
        zip.closeEntry();
        digest = ArchiveLink.next(ArchiveLink.ALGORITHM, digest, out.digest.digest());
        lines.add(digest + " " + name);
        bytes += out.count;
        latest = time.isAfter(latest) ? time : latest;
    }

    /** Sum of the sizes of the containers so far; X-Road ends a file after the one that exceeds its limit. */
    public long bytes() {
        return bytes;
    }

    /** How many containers there are so far. */
    public int containers() {
        return lines.size();
    }

    /**
     * Ends the file and leaves the stream open.
     *
     * @return the digest that the file's name and the next file's first line take
     * @throws IllegalStateException if there is no container
     */
    public String finish() throws IOException {
        if (lines.isEmpty()) {
            throw new IllegalStateException("archive: no container (expected: at least one)");
        }
        ZipEntry entry = new ZipEntry(ArchiveLink.LINKING);
        entry.setLastModifiedTime(FileTime.from(latest));
        zip.putNextEntry(entry);
        String from = previous == null
                ? ArchiveLink.NONE + " " + ArchiveLink.NONE
                : previous.digest() + " " + previous.fileName();
        StringBuilder text = new StringBuilder(from)
                .append(' ')
                .append(ArchiveLink.ALGORITHM.headerName())
                .append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
        zip.write(text.toString().getBytes(UTF_8));
        zip.closeEntry();
        zip.finish();
        zip.flush();
        return digest;
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Digests and counts what passes; its close leaves the archive open. */
    private static final class Digested extends FilterOutputStream {
        private final MessageDigest digest;
        private long count;

        Digested(OutputStream out) {
            super(out);
            try {
                digest = MessageDigest.getInstance(ArchiveLink.ALGORITHM.headerName());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-512", e);
            }
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            out.write(data, offset, length);
            digest.update(data, offset, length);
            count += length;
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
