package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Room in files: written zeros, since blocks that were only promised cost a journal entry at each first use. */
final class Zeros {

    private static final int PIECE = 1 << 20;
    private static final ByteBuffer SOME = ByteBuffer.allocateDirect(256 << 10).asReadOnlyBuffer();

    private Zeros() {}

    static boolean all(ByteBuffer bytes) {
        ByteBuffer rest = bytes.slice();
        while (rest.remaining() >= Long.BYTES) {
            if (rest.getLong() != 0) {
                return false;
            }
        }
        while (rest.hasRemaining()) {
            if (rest.get() != 0) {
                return false;
            }
        }
        return true;
    }

    /** Writes zeros and synchronises them. */
    static void fill(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer zeros = SOME.duplicate();
        for (long at = from; at < to; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
            while (zeros.hasRemaining()) {
                at += channel.write(zeros, at);
            }
        }
        channel.force(true);
    }

    /** Makes zeros of all that is none. Whether there was anything. */
    static boolean clean(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        boolean found = false;
        for (long at = from; at < to; ) {
            piece.clear().limit((int) Math.min(PIECE, to - at));
            int read = channel.read(piece, at);
            if (read <= 0) {
                break;
            }
            if (!all(piece.flip())) {
                fill(channel, at, at + read);
                found = true;
            }
            at += read;
        }
        return found;
    }
}
