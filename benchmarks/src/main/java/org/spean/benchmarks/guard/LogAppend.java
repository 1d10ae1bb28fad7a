package org.spean.benchmarks.guard;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.xades.SignatureParts;
import org.spean.event.Events;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.messagelog.Committed;
import org.spean.messagelog.GroupCommitLog;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.LogSettings;
import org.spean.messagelog.LoggedSignature.PeerSignature;
import org.spean.messagelog.Reservation;
import org.spean.messagelog.Side;
import org.spean.messagelog.segment.SegmentStore;

/**
 * Batches of 64 records of one signature, durable in the embedded message log; beside it one write and one synchronisation of as many
 * octets in a file whose room is made. A step is one batch. Takes at most 64 MiB of its folder.
 */
final class LogAppend implements Beside {

    /** Where Linux has one. */
    static final Path TMPFS = Path.of("/dev/shm");

    private static final int BATCH = 64;
    private static final int ROOM = 1 << 20;
    private static final long MOST_BYTES = 20 << 20;

    private final Path folder;
    private final DefaultEventExecutor home = new DefaultEventExecutor();
    private final byte[] document = text(6815);
    private final FileChannel file;
    private final ByteBuffer octets;
    private GroupCommitLog log;
    private long written;
    private int batches;
    private int logs;

    LogAppend(Path parent) throws IOException {
        Files.createDirectories(parent);
        folder = Files.createTempDirectory(parent, "spean-guard");
        file = FileChannel.open(
                folder.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(ROOM), 0);
        octets = ByteBuffer.allocateDirect(bytes());
        log = open();
    }

    static boolean hasTmpfs() {
        try {
            return Files.isWritable(TMPFS) && Files.getFileStore(TMPFS).type().equals("tmpfs");
        } catch (IOException e) {
            return false; // no file system there that answers
        }
    }

    @Override
    public double raw(long nanos) throws IOException {
        long start = System.nanoTime();
        int count = 0;
        long end;
        do {
            file.write(octets.clear(), (long) count % (ROOM / octets.capacity()) * octets.capacity());
            file.force(false);
            count++;
            end = System.nanoTime();
        } while (end - start < nanos);
        return (double) (end - start) / count;
    }

    @Override
    public double step(long nanos) throws Exception {
        if (written > MOST_BYTES) {
            log.close();
            delete(folder.resolve("log" + logs));
            logs++;
            written = 0;
            log = open();
        }
        long spent = 0;
        int count = 0;
        do {
            List<LogRecord> records = records();
            Reservation places = Objects.requireNonNull(log.reserve(BATCH));
            long start = System.nanoTime();
            List<Future<Committed>> ends = new ArrayList<>(BATCH);
            for (LogRecord each : records) {
                ends.add(log.append(home, places, each));
            }
            for (Future<Committed> end : ends) {
                end.get(1, TimeUnit.MINUTES);
            }
            spent += System.nanoTime() - start;
            count++;
            written += bytes();
        } while (spent < nanos);
        return (double) spent / count;
    }

    /** They come to 64 of 320 in flight: a batch is due with the last of them. */
    private GroupCommitLog open() throws IOException {
        Events events = new Events(InstantSource.system());
        return new GroupCommitLog(
                SegmentStore.open(folder.resolve("log" + logs), Optional::empty, events),
                LogSettings.forExchanges(1000, Duration.ofMinutes(1)),
                InstantSource.system(),
                Ticker.systemTicker(),
                events,
                () -> 5 * BATCH);
    }

    private List<LogRecord> records() {
        batches++;
        DigestAlgorithm algorithm = DigestAlgorithm.SHA_512;
        byte[] result = text(409);
        result[0] = (byte) batches;
        result[1] = (byte) (batches >> 8);
        ClientId client = ClientId.parse("CAMBODIA/COM/CAMDX-000201/BANK");
        ServiceId service = ServiceId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity");
        List<LogRecord> records = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            records.add(new LogRecord(
                    Side.PROVIDER,
                    false,
                    "9ea48615-023a-4dbd-ad3c-" + batches + "-" + i,
                    "CAMBODIA-979ad8d7-9ce9-4b30-" + batches + "-" + i,
                    client,
                    service,
                    Instant.now(),
                    text(400),
                    true,
                    List.of(),
                    new MessageDigests(algorithm, new byte[64], List.of(new byte[64])),
                    new PeerSignature(new SignatureParts(document, result, text(1200)))));
        }
        return records;
    }

    private static int bytes() {
        return BATCH * (400 + 1200 + 128 + 300) + 6815 + 409;
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + i * 7 % 26);
        }
        return text;
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(directory);
    }

    @Override
    public void close() throws IOException {
        log.close();
        file.close();
        home.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        delete(folder.resolve("log" + logs));
        delete(folder);
    }
}
