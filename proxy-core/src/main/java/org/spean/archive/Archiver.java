package org.spean.archive;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;
import org.spean.event.Events.Kind;
import org.spean.messagelog.ArchiveLedger.Duty;
import org.spean.messagelog.EvidenceAccess;
import org.spean.messagelog.KeptEvidence;

/**
 * Archives and removes evidence at intervals, on a thread of its own that rests as long as it works. Of several gateways on
 * one log, one at a time does either. Whatever fails is reported and tried again at the next interval.
 */
public final class Archiver implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Archiver.class);

    private static final String ARCHIVING = "archiving";
    private static final String CLEANING = "cleaning";
    private static final Duration FIRST_RUN = Duration.ofMinutes(1);
    private static final long TICK_MILLIS = 250;

    private final EvidenceAccess evidence;
    private final Supplier<ArchiveSettings> settings;
    private final Events events;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;
    private final LongAdder files = new LongAdder();
    private final LongAdder archived = new LongAdder();
    private final LongAdder removed = new LongAdder();
    private ArchiveRun.Watch watch = step -> {};
    private final Map<String, String> failures = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    // Of the thread.
    private long nextRun;
    private long nextClean;

    /**
     * Does nothing by itself before {@link #start}.
     *
     * @param settings asked for at every run
     */
    public Archiver(EvidenceAccess evidence, Supplier<ArchiveSettings> settings, Events events, InstantSource clock) {
        this.evidence = evidence;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("spean-archive").factory());
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        this.thread = executor;
    }

    /** For tests: hears of every step of a file. */
    void watch(ArchiveRun.Watch other) {
        watch = other;
    }

    /** Works at intervals from now on. */
    public void start() {
        nextRun = System.nanoTime() + FIRST_RUN.toNanos();
        nextClean = nextRun;
        var _ = thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            ArchiveSettings wanted = settings.get();
            // an interval that was shortened counts at once
            nextRun = Math.min(nextRun - now, wanted.interval().toNanos()) + now;
            nextClean = Math.min(nextClean - now, wanted.cleanInterval().toNanos()) + now;
            if (now - nextRun >= 0) {
                nextRun = now + wanted.interval().toNanos();
                if (wanted.enabled()) {
                    report(ARCHIVING, this::archiveGently);
                }
            }
            if (now - nextClean >= 0) {
                nextClean = now + wanted.cleanInterval().toNanos();
                report(CLEANING, this::clean);
            }
        } catch (RuntimeException e) { // the next tick may do better
            events.report(Kind.ARCHIVING_FAILED, ARCHIVING, String.valueOf(e.getMessage()));
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void report(String what, Work work) {
        try {
            work.run();
            failures.remove(what);
            events.settled(Kind.ARCHIVING_FAILED, what);
        } catch (IOException | RuntimeException e) { // disk and log may fail by anything
            if (!closed) {
                String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                failures.put(what, reason);
                events.report(Kind.ARCHIVING_FAILED, what, reason);
                log.debug("{} failed", what, e);
            }
        }
    }

    private void archiveGently() throws IOException {
        archive(true);
    }

    /**
     * Archives now what may be archived, on the caller's thread, at full speed.
     *
     * @return what came of it; empty while another archives the same log or into the same folder
     * @throws IOException when a file cannot be written; the log is as it was, but for the files that were complete
     */
    public Optional<Outcome> archive() throws IOException {
        return archive(false);
    }

    /** What a run has done. */
    public record Outcome(long files, long records) {}

    private Optional<Outcome> archive(boolean gently) throws IOException {
        return evidence.<Optional<Outcome>, IOException>with(store -> archive(store, gently));
    }

    private Optional<Outcome> archive(KeptEvidence store, boolean gently) throws IOException {
        ArchiveSettings now = settings.get();
        Optional<Duty> duty = store.archive().begin(ARCHIVING);
        if (duty.isEmpty()) {
            return Optional.empty();
        }
        try (Duty _ = duty.get();
                ArchiveFolder folder = ArchiveFolder.open(now.directory())) {
            if (folder == null) {
                return Optional.empty();
            }
            ArchiveRun run = new ArchiveRun(store, folder, now, events, () -> !closed, gently, watch);
            try {
                run.run(clock.instant().minus(now.age()));
            } finally {
                files.add(run.files());
                archived.add(run.records());
                if (run.files() > 0) {
                    log.info("archived {} records in {} files", run.records(), run.files());
                }
            }
            return Optional.of(new Outcome(run.files(), run.records()));
        }
    }

    /** Removes now what has been kept for the retention time, unless another does it. */
    public void clean() {
        ArchiveSettings now = settings.get();
        evidence.<Boolean, RuntimeException>with(store -> {
            Optional<Duty> duty = store.archive().begin(CLEANING);
            if (duty.isPresent()) {
                try (Duty _ = duty.get()) {
                    long gone = store.archive().remove(clock.instant().minus(now.retention()), !now.removeUnarchived());
                    removed.add(gone);
                    if (gone > 0) {
                        log.info("removed {} records from the message log", gone);
                    }
                }
            }
            return duty.isPresent();
        });
    }

    /** How it stands; cheap. */
    public ArchiveStatus status() {
        return new ArchiveStatus(files.sum(), archived.sum(), removed.sum(), failure());
    }

    private @Nullable String failure() {
        StringBuilder all = new StringBuilder();
        failures.forEach((what, reason) ->
                all.append(all.isEmpty() ? "" : "; ").append(what).append(": ").append(reason));
        return all.isEmpty() ? null : all.toString();
    }

    /** Lets the record end that is being archived; what is not complete is archived the next time. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("archiving has not ended; it is taken up at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
