package org.spean.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.Promise;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 300 MB go through; what is in memory at any time stays within the share and what may wait for the writer. */
class LargeSpoolTest {

    private static final int PIECE = 16 * 1024;
    private static final long PIECES = 300_000_000 / PIECE;
    private static final long MEMORY = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void memoryStaysBounded() throws Exception {
        try (SpoolFixture fixture = new SpoolFixture(directory, 256 * 1024, MEMORY, 1L << 30, 1L << 31)) {
            Spool spool = fixture.spool();
            CRC32 in = new CRC32();
            Source source = new Source(fixture, spool, in);
            fixture.run(source::send);
            source.done.get(120, TimeUnit.SECONDS);
            assertThat(source.mostInMemory).isLessThan(MEMORY);
            assertThat(source.waits).isPositive();

            fixture.run(spool::complete);
            Spool.Reader reader = fixture.on(spool::reader);
            CRC32 out = new CRC32();
            long read = 0;
            while (true) {
                ByteBuf piece = fixture.on(reader::next).get(20, TimeUnit.SECONDS);
                int length = piece.readableBytes();
                out.update(piece.nioBuffer());
                piece.release();
                if (length == 0) {
                    break;
                }
                read += length;
            }
            assertThat(read).isEqualTo(PIECES * PIECE);
            assertThat(out.getValue()).isEqualTo(in.getValue());
            fixture.run(reader::close);
            fixture.run(spool::close);
            fixture.assertNothingLeft();
        }
    }

    /** Sends as fast as it may. */
    private static final class Source {

        private final SpoolFixture fixture;
        private final Spool spool;
        private final CRC32 checksum;
        final Promise<Void> done;
        long mostInMemory;
        long waits;
        private long sent;
        private final byte[] content = new byte[PIECE];

        Source(SpoolFixture fixture, Spool spool, CRC32 checksum) {
            this.fixture = fixture;
            this.spool = spool;
            this.checksum = checksum;
            this.done = fixture.home.newPromise();
        }

        void send() {
            while (sent < PIECES) {
                ByteBuffer.wrap(content).putLong(sent).putLong(PIECE / 2, sent * 31);
                ByteBuf piece =
                        PooledByteBufAllocator.DEFAULT.directBuffer(PIECE).writeBytes(content);
                checksum.update(piece.nioBuffer());
                sent++;
                boolean goOn = spool.append(piece);
                mostInMemory = Math.max(mostInMemory, fixture.budget.memoryInUse());
                if (!goOn) {
                    waits++;
                    spool.onWritable(this::send);
                    return;
                }
            }
            done.setSuccess(null);
        }
    }
}
