package org.spean.crypto.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Keys in PKCS#12 files, read again when a file changes. A file that is broken for the moment (half written, wrong
 * password, gone) is reported once in the log, and the keys it held before stay; so a new key is best put in place by a
 * rename.
 */
public final class Pkcs12KeySource implements KeySource {
    private static final Logger log = LoggerFactory.getLogger(Pkcs12KeySource.class);

    /** What tells a changed file from an untouched one. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object inode) {}

    private record Loaded(Pkcs12File file, @Nullable Stamp stamp, KeyEntry entry) {}

    private final List<Loaded> first;
    private final Duration interval;
    private final Scheduler scheduler;

    private Pkcs12KeySource(List<Loaded> first, Duration interval, Scheduler scheduler) {
        this.first = first;
        this.interval = interval;
        this.scheduler = scheduler;
    }

    /**
     * Reads all files at once, blocking.
     *
     * @param interval how often the files are looked at for changes
     * @param scheduler where they are looked at and read: one that may block
     * @throws KeyFileException when one cannot be used: at the start there is nothing older to keep
     */
    public static Pkcs12KeySource open(List<Pkcs12File> files, Duration interval, Scheduler scheduler)
            throws KeyFileException {
        List<Loaded> first = new ArrayList<>(files.size());
        for (Pkcs12File file : files) {
            Stamp stamp = stamp(file); // before reading: a change meanwhile is then seen by the next look
            first.add(new Loaded(file, stamp, file.load()));
        }
        return new Pkcs12KeySource(List.copyOf(first), interval, scheduler);
    }

    /** The keys as read by {@link #open}. */
    public Set<KeyEntry> initial() {
        return entries(first);
    }

    @Override
    public Flux<Set<KeyEntry>> entries() {
        return Flux.interval(interval, scheduler)
                .onBackpressureDrop()
                .scan(first, (loaded, tick) -> look(loaded))
                .map(Pkcs12KeySource::entries)
                .distinctUntilChanged();
    }

    private static List<Loaded> look(List<Loaded> loaded) {
        List<Loaded> next = new ArrayList<>(loaded.size());
        for (Loaded one : loaded) {
            Stamp stamp = stamp(one.file);
            next.add(Objects.equals(stamp, one.stamp) ? one : reload(one, stamp));
        }
        return next;
    }

    private static Loaded reload(Loaded old, @Nullable Stamp stamp) {
        try {
            KeyEntry entry = old.file.load();
            log.info("{}: read again, {}", old.file, entry);
            return new Loaded(old.file, stamp, entry);
        } catch (KeyFileException e) {
            log.error("{}; the key read before stays in use: {}", e.getMessage(), old.entry);
            return new Loaded(old.file, stamp, old.entry);
        }
    }

    private static @Nullable Stamp stamp(Pkcs12File file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file.file(), BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null; // reading it says why
        }
    }

    private static Set<KeyEntry> entries(List<Loaded> loaded) {
        Set<KeyEntry> entries = new LinkedHashSet<>();
        loaded.forEach(one -> entries.add(one.entry));
        return entries;
    }
}
