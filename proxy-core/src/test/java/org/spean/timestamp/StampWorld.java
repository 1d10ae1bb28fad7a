package org.spean.timestamp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.event.Events;
import org.spean.globalconf.TimeStampingAuthority;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceAccess;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;
import org.spean.messagelog.segment.SegmentStore;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.TimeStampService;

/** A message log, time-stamping authorities, and what stamps the one by the others; all share a clock. */
final class StampWorld implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T13:20:00Z");

    private static final Duration LONG = Duration.ofSeconds(20);

    final Clock clock = new Clock();
    final CertificateAuthority ca = CertificateAuthority.root("Test CA", KeyKind.EC_P256, clock);
    final Records records = new Records(11);
    final Events events = new Events(clock);
    final EvidenceStore store;
    final List<TimeStampService> services = new ArrayList<>();
    final TimeStamping stamping;
    volatile List<String> unapproved = List.of();
    volatile int documents = 10_000;
    volatile Duration acceptable = Duration.ofHours(4);
    volatile Duration interval = Duration.ofMinutes(1);
    volatile Duration retryDelay = Duration.ofSeconds(60);
    volatile Duration timeout = LONG;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private long number = 1;

    /** A clock that stands still until it is moved. */
    static final class Clock implements InstantSource {
        private volatile Instant now = NOW;
        private final AtomicLong nanos = new AtomicLong(-1);

        @Override
        public Instant instant() {
            return now;
        }

        void advance(Duration by) {
            set(by);
            nanos.addAndGet(by.toNanos());
        }

        /** Somebody sets it; no time passes. */
        void set(Duration by) {
            now = now.plus(by);
        }
    }

    StampWorld(Path folder, int authorities) throws IOException {
        store = SegmentStore.open(folder.resolve("log"), Optional::empty, events);
        for (int i = 1; i <= authorities; i++) {
            add(ca.timeStamper("TSA " + i, KeyKind.EC_P256));
        }
        stamping = new TimeStamping(new Access(), this::settings, loops, events, clock, clock.nanos::get);
    }

    private final class Access implements EvidenceAccess {
        @Override
        public <T, E extends Exception> T with(Task<T, E> task) throws E {
            return task.run(store);
        }
    }

    TimeStampService add(Issued signer) {
        TimeStampService service = TimeStampService.start(
                "TSA " + (services.size() + 1),
                signer,
                ca,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                clock);
        services.add(service);
        return service;
    }

    TimeStampService tsa(int index) {
        return services.get(index);
    }

    List<TimeStampingAuthority> authorities() {
        return services.stream()
                .map(service -> new TimeStampingAuthority(service.name(), service.uri(), service.certificate()))
                .toList();
    }

    StampSettings settings() {
        return new StampSettings(
                authorities(),
                unapproved,
                TimeStampAuthorities.of(
                        services.stream().map(TimeStampService::certificate).toList()),
                interval,
                retryDelay,
                acceptable,
                documents,
                timeout,
                null);
    }

    /** Logs messages as one signing batch each. */
    List<Long> batches(int batches, int messages) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            ids.addAll(write(records.ownBatch(Side.CONSUMER, i % 2 == 1, messages)));
        }
        return ids;
    }

    /** Logs messages that share a signature document. */
    List<Long> write(List<LogRecord> sharing) {
        long signature = number++;
        LogRecord first = sharing.getFirst();
        List<RecordRow> rows = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        for (LogRecord record : sharing) {
            ids.add(number);
            rows.add(new RecordRow(number++, signature, record));
        }
        store.write(new LogBatch(
                        List.of(new SignatureRow(
                                signature,
                                first.side(),
                                first.signature().document(),
                                first.signature().result())),
                        rows))
                .block(LONG);
        return ids;
    }

    /** Logs messages each of which has a signature document of its own, in one transaction. */
    List<Long> small(int messages) {
        List<SignatureRow> signatures = new ArrayList<>();
        List<RecordRow> rows = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            LogRecord record = records.small();
            long signature = number++;
            signatures.add(new SignatureRow(
                    signature, record.side(), record.signature().document(), null));
            ids.add(number);
            rows.add(new RecordRow(number++, signature, record));
        }
        store.write(new LogBatch(signatures, rows)).block(LONG);
        return ids;
    }

    Evidence read(long id) {
        try (EvidenceReader reader = store.reader()) {
            Evidence evidence = reader.read(id);
            if (evidence == null) {
                throw new AssertionError("record " + id + " is gone");
            }
            return evidence;
        }
    }

    @Override
    public void close() {
        stamping.close();
        services.forEach(TimeStampService::close);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        store.close();
    }
}
