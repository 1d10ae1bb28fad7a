package org.spean.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.asic.ArchiveEncryption;
import org.spean.crypto.asic.ArchiveLink;
import org.spean.crypto.asic.ArchiveName;
import org.spean.crypto.asic.ArchiveWriter;
import org.spean.crypto.asic.ContainerName;
import org.spean.messagelog.ArchiveLedger.Link;
import org.spean.messagelog.Evidence;

/** An archive file of one group while it is written. One that is abandoned is written over by the next. */
final class ArchiveDraft implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final String group;
    private final @Nullable Link previous;
    private final boolean encrypted;
    private final FileChannel file;
    private final OutputStream out;
    private final OutputStream clear;
    private final ArchiveWriter writer;
    private final List<Long> records = new ArrayList<>();
    private Instant earliest = Instant.MAX;
    private Instant latest = Instant.MIN;

    private ArchiveDraft(
            String group,
            @Nullable Link previous,
            boolean encrypted,
            FileChannel file,
            OutputStream out,
            OutputStream clear) {
        this.group = group;
        this.previous = previous;
        this.encrypted = encrypted;
        this.file = file;
        this.out = out;
        this.clear = clear;
        this.writer = ArchiveWriter.open(
                clear, previous == null ? null : new ArchiveLink(previous.digest(), previous.fileName()));
    }

    /** @param previous where the group's last file ended; {@code null} for the first */
    static ArchiveDraft begin(Path path, String group, @Nullable Link previous, @Nullable ArchiveEncryption encryption)
            throws IOException {
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
            OutputStream clear = encryption == null ? out : encryption.encrypt(out);
            return new ArchiveDraft(group, previous, encryption != null, file, out, clear);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Adds the container of a record. */
    void add(Evidence record, byte[] container) throws IOException {
        writer.add(
                ContainerName.of(record.queryId(), record.response(), record.id()),
                record.time(),
                to -> to.write(container));
        records.add(record.id());
        earliest = record.time().isBefore(earliest) ? record.time() : earliest;
        latest = record.time().isAfter(latest) ? record.time() : latest;
    }

    /** Bytes of the containers so far. */
    long bytes() {
        return writer.bytes();
    }

    /** Completes the file, durably, and says what it is to become. */
    ArchiveNote complete(String owner) throws IOException {
        String digest = writer.finish();
        if (encrypted) {
            clear.close();
        }
        out.flush();
        file.force(true);
        String name = ArchiveName.of(group.isEmpty() ? null : group, earliest, latest, digest, encrypted);
        return new ArchiveNote(owner, group, previous, new Link(digest, name), List.copyOf(records));
    }

    /** Lets go of the file, complete or not. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
