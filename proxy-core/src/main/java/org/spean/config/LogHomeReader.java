package org.spean.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where the message log is kept. */
final class LogHomeReader {
    private static final Map<String, LogHome> HOMES = new LinkedHashMap<>();
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    static {
        for (LogHome home : LogHome.values()) {
            HOMES.put(home.name().toLowerCase(Locale.ROOT), home);
        }
    }

    private LogHomeReader() {}

    /** The home that is chosen, with its section. */
    static LogHome home(Section log) {
        LogHome home = log.choice(Settings.LOG_HOME, HOMES);
        if (home == LogHome.POSTGRESQL && !log.has(LogHomeSettings.POSTGRESQL)) {
            throw log.error(LogHomeSettings.POSTGRESQL, "missing (expected: the database, as home is postgresql)");
        }
        if (home == LogHome.KAFKA && !log.has(LogHomeSettings.KAFKA)) {
            throw log.error(LogHomeSettings.KAFKA, "missing (expected: the topic, as home is kafka)");
        }
        return home;
    }

    static @Nullable PostgresConfig postgresql(Section log, SideFiles side) {
        if (!log.has(LogHomeSettings.POSTGRESQL)) {
            return null;
        }
        Section s = log.child(LogHomeSettings.POSTGRESQL);
        return new PostgresConfig(
                s.convert(LogHomeSettings.POSTGRESQL_URL, LogHomeReader::url),
                s.text(LogHomeSettings.POSTGRESQL_USER),
                side.secret(s, LogHomeSettings.POSTGRESQL_PASSWORD_FILE, LogHomeSettings.POSTGRESQL_PASSWORD_ENV),
                s.convert(
                        LogHomeSettings.POSTGRESQL_SCHEMA,
                        text -> matching(SCHEMA, text, "small letters, digits and '_', at most 63")),
                s.count(LogHomeSettings.POSTGRESQL_CONNECTIONS));
    }

    private static String url(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("'" + text + "' (expected: jdbc:postgresql://host:port/database)");
        }
        if (lower.contains("password=")) {
            throw new IllegalArgumentException("holds a password (expected: passwordFile or passwordEnv beside it)");
        }
        return text;
    }

    static String matching(Pattern pattern, String text, String expected) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' (expected: " + expected + ")");
        }
        return text;
    }
}
