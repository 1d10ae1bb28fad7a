package org.spean.crypto.key;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Keys in files, read again when one changes. A file that is broken for the moment (half written, wrong password, gone) is
 * reported once for each reason, tried again at every look, and the keys read before stay; so a new key is best put in place
 * by a rename.
 */
final class FileKeySource implements KeySource {
    private static final Logger log = LoggerFactory.getLogger(FileKeySource.class);

    /** Reads all keys of a home. */
    interface Reader {
        List<StoredKey> read() throws KeyFileException;
    }

    private final Path path;
    private final Supplier<FileStamps> stamps;
    private final Reader reader;
    private final KeyTrouble trouble;
    private final Sinks.Many<List<StoredKey>> keys;
    private final Disposable looking;
    private volatile List<StoredKey> current;
    private FileStamps seen;
    private @Nullable String refusal;

    /**
     * Reads at once, blocking.
     *
     * @param path the file or folder
     * @param stamps what tells a change
     * @throws KeyFileException when it cannot be used: at the start there is nothing older to keep
     */
    FileKeySource(Path path, Supplier<FileStamps> stamps, Reader reader, KeyPolling polling) throws KeyFileException {
        this.path = path;
        this.stamps = stamps;
        this.reader = reader;
        this.trouble = polling.trouble();
        this.seen = stamps.get(); // before reading: a change meanwhile is then seen by the next look
        this.current = reader.read();
        this.keys = Sinks.many().replay().latestOrDefault(current);
        this.looking = Flux.interval(polling.interval(), polling.scheduler())
                .onBackpressureDrop()
                .subscribe(tick -> look(), failure -> log.error("{} is no longer followed", path, failure));
    }

    private void look() {
        FileStamps now = stamps.get();
        if (now.equals(seen) && refusal == null) {
            return;
        }
        seen = now;
        try {
            List<StoredKey> next = reader.read();
            if (refusal != null) {
                refusal = null;
                trouble.found(path.toString());
            }
            if (!next.equals(current)) {
                log.info("{}: read again, {} keys", path, next.size());
                current = next;
                keys.tryEmitNext(next);
            }
        } catch (KeyFileException | RuntimeException e) { // whatever it is, the next look must come
            String reason = e instanceof KeyFileException known ? known.reason() : e.toString();
            if (!Objects.equals(refusal, reason)) {
                refusal = reason;
                trouble.lost(path.toString(), reason + "; the keys read before stay in use");
            }
        }
    }

    @Override
    public List<StoredKey> now() {
        return current;
    }

    @Override
    public Flux<List<StoredKey>> changes() {
        return keys.asFlux();
    }

    @Override
    public void close() {
        looking.dispose();
    }
}
