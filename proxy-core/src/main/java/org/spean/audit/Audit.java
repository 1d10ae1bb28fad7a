package org.spean.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;

/**
 * Writes audit events, one JSON object a line, to a file of their own, or where there is none to the log. Each line is
 * written whole and made durable, by a thread of its own; the file is opened for each, so that it may be moved away at any
 * time, and commands of other processes may write to it too. Thread-safe; nobody waits.
 */
public final class Audit implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger("audit");
    private static final int QUEUE = 10_000;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS = 5;

    /** What was done. The name in camel case is the one in the file. */
    public enum Action {
        /** The gateway runs. */
        STARTED,
        /** It ends. */
        STOPPED,
        /** A changed configuration of this gateway is in force. */
        CONFIGURATION_CHANGED,
        /** A changed configuration was refused; the old one stays. */
        CONFIGURATION_REFUSED,
        /** A key signs or authenticates from now on. */
        KEY_IN_USE,
        /** A key does not any more. */
        KEY_OUT_OF_USE,
        /** Signed documents were asked for at the client port. */
        EVIDENCE_DOWNLOADED,
        /** Signed documents were written by a command. */
        EVIDENCE_EXPORTED,
        /** Somebody saw the admin port, or was refused. */
        ADMIN_ACCESS,
        /** The central server was asked for something. */
        MANAGEMENT_REQUEST,
        /** What a gateway needs was copied. */
        BACKUP;

        /** As in {@code configurationChanged}. */
        public String text() {
            StringBuilder camel = new StringBuilder();
            for (String word : name().toLowerCase(Locale.ROOT).split("_", -1)) {
                camel.append(
                                camel.isEmpty()
                                        ? word.substring(0, 1)
                                        : word.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(word.substring(1));
            }
            return camel.toString();
        }
    }

    private final InstantSource clock;
    private final String server;
    private final @Nullable Events events;
    private final ThreadPoolExecutor writer;
    private volatile @Nullable Path file;

    /**
     * Audit of one gateway.
     *
     * @param server its id
     * @param file where lines go, {@code null}: to the log
     * @param events hear when it cannot be written, {@code null}: the log alone does
     */
    public Audit(InstantSource clock, String server, @Nullable Path file, @Nullable Events events) {
        this.clock = clock;
        this.server = server;
        this.file = file;
        this.events = events;
        writer = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE),
                Thread.ofPlatform().daemon().name("spean-audit").factory());
        writer.allowCoreThreadTimeOut(true);
    }

    /** Lines go there from now on; {@code null}: to the log. */
    public void use(@Nullable Path other) {
        file = other;
    }

    /**
     * Writes an event.
     *
     * @param who did it: a user, client, certificate or {@code gateway}
     * @param allowed whether it was done, or refused
     * @param details names and short texts; never a secret or a message
     */
    public void record(Action action, String who, boolean allowed, Map<String, String> details) {
        String line = AuditLine.of(clock.instant(), server, action.text(), who, allowed, details);
        Path to = file;
        if (to == null) {
            log.info("{}", line);
            return;
        }
        try {
            writer.execute(() -> append(to, line));
        } catch (RejectedExecutionException e) {
            lost(to, line, "more events at once than can be written");
        }
    }

    private void append(Path to, String line) {
        try {
            write(to, line);
            if (events != null) {
                events.settled(Events.Kind.AUDIT_FAILED, to.toString());
            }
        } catch (IOException e) {
            lost(to, line, e.toString());
        }
    }

    private static void write(Path to, String line) throws IOException {
        try (FileChannel out = open(to)) {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(false);
        }
    }

    /** For its owner's eyes alone; who wants others to read it makes it before. */
    private static FileChannel open(Path to) throws IOException {
        try {
            return FileChannel.open(to, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (NoSuchFileException e) {
            if (!Files.getFileStore(to.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
                return FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            return FileChannel.open(
                    to,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private void lost(Path to, String line, String reason) {
        log.warn("not written to {}: {}", to, line);
        if (events != null) {
            events.report(Events.Kind.AUDIT_FAILED, to.toString(), reason);
        }
    }

    /** Writes what waits. Blocks for some seconds at most. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("{} audit events are not written", writer.getQueue().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
