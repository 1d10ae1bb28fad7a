package org.spean.crypto.asic;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a ZIP file, in memory or in a file, from any place. */
sealed interface ZipBytes extends Closeable permits ZipBytes.Memory, ZipBytes.OfFile {

    long size();

    /** Fills the range; all of it must be there. */
    void read(long at, byte[] into, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;

    default byte[] read(long at, int length) throws IOException {
        if (at < 0 || length < 0 || length > size() - at) {
            throw new ZipDeviationException("ends too early");
        }
        byte[] bytes = new byte[length];
        read(at, bytes, 0, length);
        return bytes;
    }

    static ZipBytes of(Path file) throws IOException {
        return new OfFile(FileChannel.open(file, StandardOpenOption.READ));
    }

    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    record Memory(byte[] bytes) implements ZipBytes {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long at, byte[] into, int offset, int length) {
            System.arraycopy(bytes, (int) at, into, offset, length);
        }

        @Override
        public void close() {}
    }

    /** The size is asked once: a file that grows or shrinks meanwhile is not read any further. */
    final class OfFile implements ZipBytes {
        private final FileChannel channel;
        private final long size;

        OfFile(FileChannel channel) throws IOException {
            this.channel = channel;
            this.size = channel.size();
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void read(long at, byte[] into, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
            long position = at;
            while (buffer.hasRemaining()) {
                int n = channel.read(buffer, position);
                if (n < 0) {
                    throw new ZipDeviationException("file became shorter while it was read");
                }
                position += n;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
