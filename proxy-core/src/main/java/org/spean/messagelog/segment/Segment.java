package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A segment open for reading. Confined to one thread. */
final class Segment implements AutoCloseable {

    private static final int FIRST_READ = 8192;

    private final FileChannel channel;
    private final SegmentHeader header;
    private final Checksum checksum;

    private Segment(FileChannel channel, SegmentHeader header) {
        this.channel = channel;
        this.header = header;
        this.checksum = new Checksum(header.salt());
    }

    /** Opens one; {@code null} when there is no such segment (any more). */
    static @Nullable Segment open(SegmentFiles files, long number) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(files.path(number), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return null;
        }
        SegmentHeader header = SegmentFiles.header(channel);
        if (header == null) {
            channel.close();
            return null;
        }
        return new Segment(channel, header);
    }

    SegmentHeader header() {
        return header;
    }

    long number() {
        return header.number();
    }

    Checksum checksum() {
        return checksum;
    }

    FileChannel channel() {
        return channel;
    }

    long size() throws IOException {
        return channel.size();
    }

    /**
     * The entry at a place.
     *
     * @throws DamagedException when none of this kind stands there, or it is not what was written
     */
    Entry entry(long offset, byte kind) throws IOException {
        Place place = new Place(number(), offset);
        ByteBuffer bytes = read(offset, FIRST_READ);
        if (bytes.remaining() < BatchBuffer.ENTRY_HEADER) {
            throw new DamagedException(place, "the segment ends before");
        }
        int length = bytes.getInt(0);
        if (length < 0 || bytes.get(4) != kind || length > size() - offset) {
            throw new DamagedException(place, "no entry of kind " + kind);
        }
        int whole = BatchBuffer.ENTRY_HEADER + length;
        if (whole > bytes.remaining()) {
            bytes = read(offset, whole);
        }
        if (bytes.remaining() < whole || !intact(bytes.limit(whole))) {
            throw new DamagedException(place, "the checksum is not that of its content");
        }
        return new Entry(place, kind, bytes.position(BatchBuffer.ENTRY_HEADER));
    }

    private boolean intact(ByteBuffer entry) {
        return entry.getInt(5) == BatchBuffer.entryChecksum(checksum, entry);
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(length, Math.max(0, size() - offset)));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                break;
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
