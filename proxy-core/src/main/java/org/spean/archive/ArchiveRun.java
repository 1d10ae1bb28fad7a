package org.spean.archive;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;
import org.spean.event.Events.Kind;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.ArchiveLedger.Link;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.KeptEvidence;

/**
 * Archives once what may be archived. Each file passes through {@link Step steps}, in their order, each durable before the
 * next; the next run takes up what a crash has left between two of them:
 *
 * <ul>
 *   <li>a file without a note is none, and its records are archived anew;
 *   <li>a file with a note is complete: it gets its name and the log is told, whichever of both had been done;
 *   <li>if the log has gone on without it, as another gateway on the same log took over, the file is dropped.
 * </ul>
 *
 * A log that begins anew knows of no chain: then it goes on where the folder says that it ended, and a complete file of the log
 * before gets its name, but marks no records, as their numbers are those of others now.
 */
final class ArchiveRun {
    private static final Logger log = LoggerFactory.getLogger(ArchiveRun.class);
    private static final int PAGE = 500;

    /** What has just become durable of a file. */
    enum Step {
        WRITTEN,
        NOTED,
        NAMED,
        MARKED,
        FORGOTTEN
    }

    /** Hears of every step; for tests that end everything there. */
    interface Watch {
        void passed(Step step);
    }

    private final KeptEvidence store;
    private final ArchiveFolder folder;
    private final ArchiveSettings settings;
    private final Events events;
    private final BooleanSupplier goOn;
    private final boolean gently;
    private final Watch watch;
    private final Map<String, ArchiveDraft> drafts = new HashMap<>();
    private long records;
    private long files;

    /**
     * @param goOn asked before each record
     * @param gently whether to rest as long as it works, for the sake of the traffic
     */
    ArchiveRun(
            KeptEvidence store,
            ArchiveFolder folder,
            ArchiveSettings settings,
            Events events,
            BooleanSupplier goOn,
            boolean gently,
            Watch watch) {
        this.store = store;
        this.folder = folder;
        this.settings = settings;
        this.events = events;
        this.goOn = goOn;
        this.gently = gently;
        this.watch = watch;
    }

    long records() {
        return records;
    }

    long files() {
        return files;
    }

    /** @param before records from this time on stay out */
    void run(Instant before) throws IOException {
        takeUp();
        try (EvidenceReader reader = store.reader()) {
            long after = 0;
            List<Long> page = store.archive().archivable(before, after, PAGE);
            while (!page.isEmpty()) {
                for (long id : page) {
                    if (!goOn.getAsBoolean()) {
                        return; // what is not complete is archived the next time
                    }
                    add(reader, id);
                }
                after = page.getLast();
                page = store.archive().archivable(before, after, PAGE);
            }
            for (String group : List.copyOf(drafts.keySet())) {
                end(group);
            }
        } finally {
            for (ArchiveDraft draft : drafts.values()) {
                draft.close();
            }
            drafts.clear();
        }
    }

    /** Ends what was begun before. */
    private void takeUp() throws IOException {
        for (ArchiveNote note : folder.notes()) {
            if (!note.owner().equals(settings.owner())) {
                log.warn("the archive folder holds an unfinished file of {}", note.owner());
                continue;
            }
            Link last = last(note.group());
            if (note.link().equals(last) || ofLogBefore(note, last)) {
                folder.finish(note);
                folder.keepEnd(note);
                folder.remove(note);
            } else if (Objects.equals(note.previous(), last)) {
                log.info("archiving goes on: {}", note.link().fileName());
                conclude(note);
            } else {
                log.warn(
                        "{} is dropped: the message log has gone on without it",
                        note.link().fileName());
                folder.discard(note);
                folder.remove(note);
            }
        }
    }

    private boolean ofLogBefore(ArchiveNote note, @Nullable Link last) {
        return last != null && last.equals(note.previous()) && store.archive().last(note.group()) == null;
    }

    /** Where the chain of a group goes on; {@code null}: it begins. */
    private @Nullable Link last(String group) throws IOException {
        Link known = store.archive().last(group);
        return known == null ? folder.end(settings.owner(), group) : known;
    }

    private void add(EvidenceReader reader, long id) throws IOException {
        long began = System.nanoTime();
        Evidence record = reader.read(id);
        byte[] container = record == null ? null : container(record);
        if (record != null && container != null) {
            String group = settings.groupOf(record);
            ArchiveDraft draft = draft(group);
            draft.add(record, container);
            if (draft.bytes() > settings.maxFileSize()) {
                end(group);
            }
        }
        if (gently) {
            LockSupport.parkNanos(System.nanoTime() - began);
        }
    }

    /** {@code null} for a record that stays in the log, as nothing can be made of it. */
    private byte @Nullable [] container(Evidence record) {
        try {
            return Containers.of(record);
        } catch (IOException | RuntimeException e) { // of damaged evidence, whatever it meets first
            events.report(Kind.ARCHIVING_FAILED, "record " + record.id(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private ArchiveDraft draft(String group) throws IOException {
        ArchiveDraft draft = drafts.get(group);
        if (draft == null) {
            draft = ArchiveDraft.begin(
                    folder.part(settings.owner(), group), group, last(group), settings.encryptionOf(group));
            drafts.put(group, draft);
        }
        return draft;
    }

    private void end(String group) throws IOException {
        ArchiveNote note;
        try (ArchiveDraft draft = Objects.requireNonNull(drafts.remove(group))) {
            note = draft.complete(settings.owner());
        }
        watch.passed(Step.WRITTEN);
        folder.write(note);
        watch.passed(Step.NOTED);
        conclude(note);
    }

    private void conclude(ArchiveNote note) throws IOException {
        ArchiveLedger ledger = store.archive();
        folder.finish(note);
        watch.passed(Step.NAMED);
        ledger.archived(note.group(), note.link(), note.records());
        watch.passed(Step.MARKED);
        folder.keepEnd(note);
        folder.remove(note);
        watch.passed(Step.FORGOTTEN);
        records += note.records().size();
        files++;
    }
}
