package org.spean.messagelog.segment;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A batch in the form in which it stands in a segment: a header ({@code SPBT}, number of the batch, length of the body,
 * number of entries, checksum), then entries (length, kind, checksum over both and the payload, payload). Whoever reads it
 * takes the whole batch or none. Confined to one thread.
 */
final class BatchBuffer implements AutoCloseable {

    /** "SPBT" */
    static final int MAGIC = 0x53504254;

    static final int HEADER = 24;
    static final int ENTRY_HEADER = 9;

    private static final int USUAL = 8 << 20;

    private ByteBuf bytes = Unpooled.directBuffer(1 << 20, Integer.MAX_VALUE);
    private Checksum checksum = new Checksum(new byte[0]);
    private long number;
    private int entries;
    private int entry;

    void begin(Checksum ofSegment, long batch) {
        if (bytes.capacity() > USUAL) {
            bytes.release();
            bytes = Unpooled.directBuffer(1 << 20, Integer.MAX_VALUE);
        }
        checksum = ofSegment;
        number = batch;
        entries = 0;
        bytes.clear().writeZero(HEADER);
    }

    BatchBuffer entry(byte kind) {
        entry = bytes.writerIndex();
        entries++;
        bytes.writeInt(0).writeByte(kind).writeInt(0);
        return this;
    }

    BatchBuffer put(long value) {
        bytes.writeLong(value);
        return this;
    }

    BatchBuffer put(int value) {
        bytes.writeInt(value);
        return this;
    }

    BatchBuffer put(String text) {
        int at = bytes.writerIndex();
        bytes.writeInt(0);
        bytes.setInt(at, text.isEmpty() ? 0 : ByteBufUtil.writeUtf8(bytes, text));
        return this;
    }

    BatchBuffer put(byte @Nullable [] data) {
        if (data == null) {
            bytes.writeInt(-1);
        } else {
            bytes.writeInt(data.length).writeBytes(data);
        }
        return this;
    }

    void end() {
        int payload = bytes.writerIndex() - entry - ENTRY_HEADER;
        bytes.setInt(entry, payload);
        bytes.setInt(entry + 5, entryChecksum(checksum, bytes.nioBuffer(entry, ENTRY_HEADER + payload)));
    }

    /** Bytes of the batch so far. */
    int size() {
        return bytes.writerIndex();
    }

    void write(FileChannel channel, long at) throws IOException {
        int body = bytes.writerIndex() - HEADER;
        bytes.setInt(0, MAGIC)
                .setLong(4, number)
                .setInt(12, body)
                .setInt(16, entries)
                .setInt(20, checksum.of(bytes.nioBuffer(0, HEADER - 4)));
        ByteBuffer all = bytes.nioBuffer();
        for (long to = at; all.hasRemaining(); ) {
            to += channel.write(all, to);
        }
    }

    /** Over kind, length and payload of an entry. */
    static int entryChecksum(Checksum checksum, ByteBuffer entry) {
        ByteBuffer whole = entry.slice();
        int head = 31 * whole.getInt(0) + whole.get(4);
        return head * 0x9e3779b1 ^ checksum.of(whole.position(ENTRY_HEADER));
    }

    static String text(ByteBuffer in) {
        int length = in.getInt();
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    static byte @Nullable [] data(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0) {
            return null;
        }
        if (length > in.remaining()) {
            throw new IllegalArgumentException(length + " bytes (expected: at most " + in.remaining() + ")");
        }
        byte[] data = new byte[length];
        in.get(data);
        return data;
    }

    @Override
    public void close() {
        bytes.release();
    }
}
