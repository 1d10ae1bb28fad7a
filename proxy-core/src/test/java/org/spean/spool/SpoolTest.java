package org.spean.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpoolTest {

    private static final int KIB = 1024;

    @TempDir
    Path directory;

    @Test
    void keepsASmallMessageInMemory() throws Exception {
        try (SpoolFixture fixture = fixture(64 * KIB, 256 * KIB)) {
            Spool spool = fixture.spool();
            byte[] first = bytes(100);
            byte[] second = bytes(10_000);
            fixture.append(spool, first);
            fixture.append(spool, second);
            fixture.run(spool::complete);

            assertThat(spool.spilled()).isFalse();
            assertThat(spool.size()).isEqualTo(10_100);
            Spool.Reader reader = fixture.on(spool::reader);
            assertThat(fixture.content(reader)).isEqualTo(joined(first, second));
            fixture.run(reader::close);
            fixture.run(spool::close);
            fixture.assertNothingLeft();
        }
    }

    @Test
    void anEmptyPieceIsNotTheEnd() throws Exception {
        try (SpoolFixture fixture = fixture(64 * KIB, 256 * KIB)) {
            Spool spool = fixture.spool();
            for (int length : new int[] {0, 5, 0, 10_000, 0}) {
                fixture.append(spool, bytes(length));
            }
            fixture.run(spool::complete);
            Spool.Reader reader = fixture.on(spool::reader);
            assertThat(fixture.content(reader)).isEqualTo(joined(bytes(5), bytes(10_000)));
            fixture.run(reader::close);
            fixture.run(spool::close);
            fixture.assertNothingLeft();
        }
    }

    @Test
    void spillsToAFileWithoutAName() throws Exception {
        try (SpoolFixture fixture = fixture(64 * KIB, 256 * KIB)) {
            Spool spool = fixture.spool();
            List<byte[]> parts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] part = bytes(i % 3 == 0 ? 17 : 20_000);
                parts.add(part);
                fixture.append(spool, part);
            }
            fixture.run(spool::complete);
            assertThat(spool.spilled()).isTrue();

            Spool.Reader reader = fixture.on(spool::reader);
            assertThat(fixture.content(reader)).isEqualTo(joined(parts.toArray(byte[][]::new)));
            assertThat(fixture.budget.filesOpen()).isEqualTo(1);
            assertThat(fixture.namedFiles()).isEmpty();
            if (Files.isDirectory(Path.of("/proc/self/fd"))) {
                assertThat(fixture.openFiles()).singleElement().asString().endsWith("(deleted)");
            }
            fixture.run(spool::close);
            assertThat(fixture.budget.filesOpen()).as("held by the reader").isEqualTo(1);
            fixture.run(reader::close);
            fixture.assertNothingLeft();
        }
    }

    @Test
    void goesToAFileWhenAllTogetherHaveUsedTheMemory() throws Exception {
        try (SpoolFixture fixture = fixture(64 * KIB, 64 * KIB)) {
            Spool first = fixture.spool();
            Spool second = fixture.spool();
            fixture.append(first, bytes(60 * KIB));
            fixture.append(second, bytes(10 * KIB));
            assertThat(first.spilled()).isFalse();
            assertThat(second.spilled()).isTrue();
            fixture.run(first::close);
            fixture.run(second::close);
            fixture.assertNothingLeft();
        }
    }

    @Test
    void refusesMoreThanTheCapOfAMessage() throws Exception {
        try (SpoolFixture fixture = new SpoolFixture(directory, 64 * KIB, 256 * KIB, 100 * KIB, 1024 * KIB)) {
            Spool spool = fixture.spool();
            fixture.append(spool, bytes(90 * KIB));
            ByteBuf tooMuch = fixture.buffer(bytes(11 * KIB));
            fixture.run(() -> assertThatThrownBy(() -> spool.append(tooMuch))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining("102400"));
            fixture.run(spool::close);
            fixture.assertNothingLeft();
        }
    }

    @Test
    void refusesEarlyWhenTheTotalCouldNotHoldAnotherMessage() throws Exception {
        try (SpoolFixture fixture = new SpoolFixture(directory, KIB, KIB, 100 * KIB, 150 * KIB)) {
            Spool first = fixture.spool();
            Spool second = fixture.spool();
            fixture.append(first, bytes(90 * KIB));
            assertThat(fixture.budget.lease("someone")).isNull();
            ByteBuf tooMuch = fixture.buffer(bytes(70 * KIB));
            fixture.run(() -> assertThatThrownBy(() -> second.append(tooMuch)).isInstanceOf(SpoolFullException.class));
            fixture.run(first::close);
            fixture.run(second::close);
            fixture.assertNothingLeft();
            Lease lease = fixture.budget.lease("someone");
            assertThat(lease).isNotNull();
            lease.close();
            lease.close();
            fixture.assertNothingLeft();
        }
    }

    @Test
    void leavesRoomForOthers() throws Exception {
        try (SpoolFixture fixture = new SpoolFixture(directory, KIB, KIB, 100 * KIB, 400 * KIB)) {
            Spool one = fixture.spool("greedy");
            Spool two = fixture.spool("greedy");
            Spool three = fixture.spool("greedy");
            fixture.append(one, bytes(90 * KIB));
            fixture.append(two, bytes(90 * KIB));
            assertThat(fixture.budget.lease("greedy")).isNull();
            ByteBuf tooMuch = fixture.buffer(bytes(70 * KIB));
            fixture.run(() -> assertThatThrownBy(() -> three.append(tooMuch)).isInstanceOf(SpoolFullException.class));
            Spool other = fixture.spool("modest");
            fixture.append(other, bytes(90 * KIB));
            for (Spool each : List.of(one, two, three, other)) {
                fixture.run(each::close);
            }
            fixture.assertNothingLeft();
            fixture.run(fixture.spool("greedy")::close);
            fixture.assertNothingLeft();
        }
    }

    @Test
    void tellsTheSourceToWaitAndToGoOn() throws Exception {
        try (SpoolFixture fixture = fixture(0, 10 * 1024 * KIB)) {
            CountDownLatch hold = new CountDownLatch(1);
            CountDownLatch held = new CountDownLatch(2);
            for (int thread = 0; thread < 2; thread++) {
                fixture.io.execute(() -> {
                    held.countDown();
                    awaitLatch(hold);
                });
            }
            awaitLatch(held);
            Spool spool = fixture.spool();
            AtomicInteger woken = new AtomicInteger();
            fixture.run(() -> {
                for (int sent = 0; sent < 4; sent++) {
                    assertThat(spool.append(fixture.buffer(bytes(64 * KIB)))).isTrue();
                }
                assertThat(spool.append(fixture.buffer(bytes(1)))).isFalse();
                spool.onWritable(woken::incrementAndGet);
            });
            assertThat(woken).hasValue(0);
            hold.countDown();
            await("the writer").until(() -> woken.get() == 1);
            fixture.run(() -> assertThat(spool.append(fixture.buffer(bytes(1)))).isTrue());
            fixture.run(spool::close);
            fixture.assertNothingLeft();
        }
    }

    @Test
    void aReaderWaitsForTheWriter() throws Exception {
        try (SpoolFixture fixture = fixture(0, 10 * 1024 * KIB)) {
            Spool spool = fixture.spool();
            byte[] content = bytes(200 * KIB);
            Future<ByteBuf> first = fixture.on(() -> {
                spool.append(fixture.buffer(content));
                spool.complete();
                Spool.Reader reader = spool.reader();
                Future<ByteBuf> next = reader.next();
                next.addListener(done -> reader.close());
                return next;
            });
            ByteBuf piece = first.get(20, TimeUnit.SECONDS);
            assertThat(piece.readableBytes()).isEqualTo(Spool.READ_CHUNK);
            piece.release();
            fixture.run(spool::close);
            fixture.assertNothingLeft();
        }
    }

    enum Moment {
        NEW,
        IN_MEMORY,
        WRITING,
        WRITTEN,
        COMPLETE,
        READER_OPEN,
        READING,
        READ_CANCELLED
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingWhereverItIsClosed(Moment moment) throws Exception {
        try (SpoolFixture fixture = fixture(32 * KIB, 256 * KIB)) {
            Spool spool = fixture.spool();
            if (moment.compareTo(Moment.IN_MEMORY) >= 0) {
                fixture.append(spool, bytes(30 * KIB));
            }
            if (moment.compareTo(Moment.WRITTEN) >= 0) {
                fixture.append(spool, bytes(300 * KIB));
                await("the writer").until(() -> fixture.budget.memoryInUse() == 0);
            }
            switch (moment) {
                case NEW, IN_MEMORY, WRITTEN -> fixture.run(spool::close);
                case WRITING ->
                    fixture.run(() -> {
                        spool.append(fixture.buffer(bytes(100 * KIB)));
                        spool.append(fixture.buffer(bytes(10 * KIB)));
                        spool.close();
                    });
                case COMPLETE ->
                    fixture.run(() -> {
                        spool.complete();
                        spool.close();
                    });
                case READER_OPEN ->
                    fixture.run(() -> {
                        spool.complete();
                        Spool.Reader reader = spool.reader();
                        spool.close();
                        reader.close();
                    });
                case READING -> {
                    Future<ByteBuf> piece = fixture.on(() -> {
                        spool.complete();
                        Spool.Reader reader = spool.reader();
                        Future<ByteBuf> next = reader.next();
                        reader.close();
                        spool.close();
                        return next;
                    });
                    assertThatThrownBy(() -> piece.get(20, TimeUnit.SECONDS))
                            .isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(ClosedChannelException.class);
                }
                case READ_CANCELLED ->
                    fixture.run(() -> {
                        spool.complete();
                        Spool.Reader reader = spool.reader();
                        assertThat(reader.next().cancel(false)).isTrue();
                        reader.close();
                        spool.close();
                    });
            }
            fixture.run(spool::close);
            fixture.assertNothingLeft();
        }
    }

    @Test
    void aFileThatCannotBeWrittenFailsTheMessageAndLeavesNothing() throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        try (SpoolFixture fixture = new SpoolFixture(gone, 0, 1024 * KIB, 1024 * KIB, 10_240 * KIB)) {
            Files.delete(gone);
            Spool spool = fixture.spool();
            AtomicInteger woken = new AtomicInteger();
            fixture.run(() -> {
                boolean goOn = spool.append(fixture.buffer(bytes(300 * KIB)));
                assertThat(goOn).isFalse();
                spool.onWritable(woken::incrementAndGet);
            });
            await("the failure").until(() -> woken.get() == 1);
            fixture.run(() -> assertThatThrownBy(() -> spool.append(fixture.buffer(bytes(10))))
                    .isInstanceOf(SpoolFailedException.class));
            Future<ByteBuf> read = fixture.on(() -> {
                spool.complete();
                Spool.Reader reader = spool.reader();
                Future<ByteBuf> next = reader.next();
                reader.close();
                return next;
            });
            assertThatThrownBy(() -> read.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(SpoolFailedException.class);
            fixture.run(spool::close);
            Files.createDirectory(gone);
            fixture.assertNothingLeft();
        }
    }

    /** The last piece has no successor to be refused: whoever waits for it learns what came of it, before anything is read. */
    @Test
    void tellsWhetherTheLastPieceFoundRoom() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        try (SpoolFixture fixture = new SpoolFixture(folder, 0, 1024 * KIB, 1024 * KIB, 10_240 * KIB)) {
            Spool spool = fixture.spool();
            byte[] content = bytes(300 * KIB);
            Future<Void> stored = fixture.on(() -> {
                spool.append(fixture.buffer(content));
                spool.append(fixture.buffer(bytes(10)));
                spool.complete();
                return spool.stored();
            });
            stored.get(20, TimeUnit.SECONDS);
            assertThat(fixture.on(spool::stored).isSuccess()).isTrue();
            fixture.run(spool::close);

            Spool closedEarly = fixture.spool();
            Future<Void> never = fixture.on(() -> {
                closedEarly.append(fixture.buffer(content));
                closedEarly.complete();
                Future<Void> waiting = closedEarly.stored();
                closedEarly.close();
                return waiting;
            });
            assertThatThrownBy(() -> never.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedChannelException.class);
            fixture.assertNothingLeft();

            Files.delete(folder);
            Spool failing = fixture.spool();
            Future<Void> failed = fixture.on(() -> {
                failing.append(fixture.buffer(content));
                failing.complete();
                return failing.stored();
            });
            assertThatThrownBy(() -> failed.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(SpoolFailedException.class);
            fixture.run(failing::close);
            Files.createDirectory(folder);
            fixture.assertNothingLeft();
        }
    }

    @Test
    void leavesNothingWhenItsThreadsEndBeforeIt() throws Exception {
        SpoolFixture fixture = fixture(0, 1024 * KIB);
        Spool spool = fixture.spool();
        fixture.append(spool, bytes(300 * KIB));
        fixture.io.shutdown();
        fixture.run(() -> {
            spool.append(fixture.buffer(bytes(10)));
            spool.close();
        });
        fixture.assertNothingLeft();
        fixture.close();
    }

    @Test
    void removesWhatADeadProcessLeft() throws Exception {
        Files.writeString(directory.resolve("spean-spool-1-1.tmp"), "left");
        Files.writeString(directory.resolve("other"), "not ours");
        try (SpoolFixture fixture = fixture(0, 1024)) {
            assertThat(fixture.namedFiles()).containsExactly(directory.resolve("other"));
        }
    }

    private SpoolFixture fixture(long perMessage, long memory) throws Exception {
        return new SpoolFixture(directory, perMessage, memory, 10 * 1024 * KIB, 100 * 1024 * KIB);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        var all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
