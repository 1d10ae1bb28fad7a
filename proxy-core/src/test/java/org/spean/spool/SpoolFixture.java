package org.spean.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A loop, two threads for files, the buffers that went in, and the proof that nothing is left. */
final class SpoolFixture implements AutoCloseable {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    final Path directory;
    final SpoolBudget budget;
    final EventExecutor home = new DefaultEventExecutor();
    final ExecutorService io = Executors.newFixedThreadPool(2);
    private final Queue<ByteBuf> seen = new ConcurrentLinkedQueue<>();

    SpoolFixture(Path directory, long memoryPerMessage, long memory, long maxMessage, long total) throws IOException {
        this(new SpoolSettings(directory, memoryPerMessage, memory, maxMessage, total, false));
    }

    SpoolFixture(SpoolSettings settings) throws IOException {
        directory = settings.directory();
        budget = new SpoolBudget(settings);
    }

    Spool spool() {
        return spool(new Object());
    }

    Spool spool(Object party) {
        Lease lease = budget.lease(party);
        assertThat(lease).isNotNull();
        return new Spool(lease, home, io);
    }

    /** On the loop, as every use of a spool. */
    <T extends @Nullable Object> T on(Callable<T> task) throws Exception {
        return home.submit(task).get(20, TimeUnit.SECONDS);
    }

    void run(Runnable task) throws Exception {
        home.submit(task).get(20, TimeUnit.SECONDS);
    }

    ByteBuf buffer(byte[] content) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT
                .directBuffer(Math.max(1, content.length))
                .writeBytes(content);
        seen.add(buffer);
        return buffer;
    }

    /** Appends as a well-behaved source does: waits when told to. */
    void append(Spool spool, byte[] content) throws Exception {
        Future<Void> writable = on(() -> {
            var promise = home.<Void>newPromise();
            if (spool.append(buffer(content))) {
                promise.setSuccess(null);
            } else {
                spool.onWritable(() -> promise.setSuccess(null));
            }
            return promise;
        });
        writable.get(20, TimeUnit.SECONDS);
    }

    byte[] content(Spool.Reader reader) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            ByteBuf piece = on(reader::next).get(20, TimeUnit.SECONDS);
            int length = piece.readableBytes();
            piece.readBytes(all, length);
            piece.release();
            if (length == 0) {
                return all.toByteArray();
            }
        }
    }

    /** Files of the directory, with a name or without, that this process holds open. */
    List<String> openFiles() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.map(SpoolFixture::target)
                    .filter(target -> target.startsWith(directory.toString()))
                    .toList();
        }
    }

    List<Path> namedFiles() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    void assertNothingLeft() {
        await("the end of what is on the file threads")
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> {
                    assertThat(budget.leasesInUse()).isZero();
                    assertThat(budget.bytesInUse()).isZero();
                    assertThat(budget.memoryInUse()).isZero();
                    assertThat(budget.filesOpen()).isZero();
                    assertThat(namedFiles()).isEmpty();
                    if (Files.isDirectory(DESCRIPTORS)) {
                        assertThat(openFiles()).isEmpty();
                    }
                });
        assertThat(seen).allMatch(buffer -> buffer.refCnt() == 0, "released");
        seen.clear();
    }

    @Override
    public void close() {
        home.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
        io.close();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed between listing and reading, as the listing's own descriptor is
        }
    }
}
