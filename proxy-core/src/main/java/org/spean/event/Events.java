package org.spean.event;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one gateway. What is reported is counted always, and logged when its text is not the one last logged for
 * the same thing, so that a source that stays down fills no log. Safe for use by many threads; not for the hot path.
 */
public final class Events {

    private static final Logger log = LoggerFactory.getLogger(Events.class);
    private static final int RECENT = 100;
    private static final int SUBJECTS = 1000;
    private static final int LONGEST = 2000;

    /** What happened. The name in camel case is the one that people and tools see. */
    public enum Kind {
        /** A changed gateway configuration cannot be used; the old one stays. */
        CONFIGURATION_REFUSED,
        /** No source of the global configuration answered. */
        SOURCE_UNREACHABLE,
        /** A signed directory is forged, replayed, expired, too large or malformed; the last good tree stays. */
        DIRECTORY_REFUSED,
        /** A part of the global configuration is not what its directory says, or cannot be read. */
        PART_REFUSED,
        /** The global configuration has expired, or will soon. */
        GLOBAL_CONF_EXPIRY,
        /** A certificate leads to no approved authority, has expired or does not follow its profile. */
        CERTIFICATE_REFUSED,
        /** A certificate is revoked or unknown to its authority. */
        CERTIFICATE_REVOKED,
        /** An OCSP response is forged, stale or malformed. */
        OCSP_REFUSED,
        /** No OCSP responder answered. */
        OCSP_UNREACHABLE,
        /** An OCSP response could not be kept on disk; after a restart it is asked for anew. */
        OCSP_NOT_KEPT,
        /** A key file or token cannot be used. */
        KEY_LOST,
        /** A key file or token is back. */
        KEY_FOUND,
        /** What a time-stamping authority answered is no time-stamp that proves anything. */
        TIME_STAMP_REFUSED,
        /** A time-stamping authority did not answer. */
        TIME_STAMP_UNREACHABLE,
        /** No authority gave a time-stamp, or the message log took none: records wait. */
        TIME_STAMPING_FAILED,
        /** Records could not be archived, or not be removed; they stay in the message log. */
        ARCHIVING_FAILED,
        /** The message log cannot be written: messages are refused until it can. */
        MESSAGE_LOG_DOWN,
        /** A part of the message log is not what was written; the rest is served. */
        MESSAGE_LOG_DAMAGED,
        /** The index of the message log cannot be written, or is made anew; records are written all the same. */
        MESSAGE_LOG_INDEX,
        /** Nobody stores in the database what the message log in Kafka holds. */
        EVIDENCE_NOT_CONSUMED,
        /** A service or a security server could not be reached several times in a row: it is not tried for a while. */
        CIRCUIT_OPENED,
        /** It was reached again. */
        CIRCUIT_CLOSED,
        /** Audit events could not be written to their file; the log has them. */
        AUDIT_FAILED,
        /** Spans could not be sent to their collector, and are lost; exchanges go on. */
        TRACING_FAILED,
        /** Operational monitoring lost records, or cannot keep them; exchanges go on. */
        MONITORING_FAILED;

        private final String text;

        Kind() {
            StringBuilder camel = new StringBuilder();
            for (String word : name().split("_", -1)) {
                camel.append(camel.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)));
                camel.append(word.substring(1).toLowerCase(Locale.ROOT));
            }
            text = Character.toLowerCase(camel.charAt(0)) + camel.substring(1);
        }

        /** As in {@code directoryRefused}. */
        public String text() {
            return text;
        }
    }

    /**
     * One event.
     *
     * @param subject the file, URL, certificate or token it is about
     * @param reason in one line, for the operator
     */
    public record Event(Instant at, Kind kind, String subject, String reason) {}

    private record Told(Kind kind, String subject) {}

    private final InstantSource clock;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Told, String> told = new HashMap<>();
    private final Deque<Event> recent = new ArrayDeque<>();

    public Events(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Counts an event, and logs it as a warning unless its reason was the last one logged for this subject.
     *
     * @param text why, which may quote what a stranger sent: it is made one line of bounded length
     */
    public synchronized void report(Kind kind, String subject, String text) {
        String reason = line(text);
        counts.merge(kind, 1L, Long::sum);
        recent.addLast(new Event(clock.instant(), kind, subject, reason));
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        if (told.size() >= SUBJECTS) {
            told.clear();
        }
        if (!reason.equals(told.put(new Told(kind, subject), reason))) {
            log.warn("{}: {}: {}", kind.text(), subject, reason);
        }
    }

    private static String line(String text) {
        String bounded = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        if (bounded.chars().noneMatch(Character::isISOControl)) {
            return bounded;
        }
        StringBuilder line = new StringBuilder(bounded);
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i))) {
                line.setCharAt(i, ' ');
            }
        }
        return line.toString();
    }

    /** The subject is well again: the next event about it is logged whatever its reason. */
    public synchronized void settled(Kind kind, String subject) {
        told.remove(new Told(kind, subject));
    }

    /** How often each kind was reported since the start; kinds that never were are absent. */
    public synchronized Map<Kind, Long> counts() {
        return Collections.unmodifiableMap(new EnumMap<>(counts));
    }

    /** How often one kind was reported since the start. */
    public synchronized long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** The latest events, oldest first, at most {@value #RECENT}. */
    public synchronized List<Event> recent() {
        return List.copyOf(recent);
    }

    /** The counts as one JSON object. */
    public synchronized String json() {
        StringBuilder json = new StringBuilder("{");
        counts.forEach((kind, count) -> json.append(json.length() == 1 ? "" : ",")
                .append('"')
                .append(kind.text())
                .append("\":")
                .append(count));
        return json.append('}').toString();
    }
}
