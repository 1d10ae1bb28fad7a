package org.spean.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where the message log is kept. */
final class LogHomeReader {
    private static final Map<String, LogHome> HOMES = new LinkedHashMap<>();
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern SERVER = Pattern.compile("[^\\s:,/]+:[0-9]{1,5}|\\[[0-9A-Fa-f:.]+]:[0-9]{1,5}");
    private static final int PROPERTIES_BYTES = 1 << 20;

    static {
        for (LogHome home : LogHome.values()) {
            HOMES.put(home.name().toLowerCase(Locale.ROOT), home);
        }
    }

    private LogHomeReader() {}

    /** The home that is chosen, with its section. */
    static LogHome home(Section log) {
        LogHome home = log.choice(Settings.LOG_HOME, HOMES);
        if (home == LogHome.POSTGRESQL && !log.has(Settings.LOG_POSTGRESQL)) {
            throw log.error(Settings.LOG_POSTGRESQL, "missing (expected: the database, as home is postgresql)");
        }
        if (home == LogHome.KAFKA && !log.has(Settings.LOG_KAFKA)) {
            throw log.error(Settings.LOG_KAFKA, "missing (expected: the topic, as home is kafka)");
        }
        return home;
    }

    static @Nullable PostgresConfig postgresql(Section log, SideFiles side) {
        if (!log.has(Settings.LOG_POSTGRESQL)) {
            return null;
        }
        Section s = log.child(Settings.LOG_POSTGRESQL);
        return new PostgresConfig(
                s.convert(Settings.LOG_POSTGRESQL_URL, LogHomeReader::url),
                s.text(Settings.LOG_POSTGRESQL_USER),
                side.secret(s, Settings.LOG_POSTGRESQL_PASSWORD_FILE, Settings.LOG_POSTGRESQL_PASSWORD_ENV),
                s.convert(
                        Settings.LOG_POSTGRESQL_SCHEMA,
                        text -> matching(SCHEMA, text, "small letters, digits and '_', at most 63")),
                s.count(Settings.LOG_POSTGRESQL_CONNECTIONS));
    }

    static @Nullable KafkaConfig kafka(Section log, SideFiles side) {
        if (!log.has(Settings.LOG_KAFKA)) {
            return null;
        }
        Section s = log.child(Settings.LOG_KAFKA);
        List<String> servers = s.texts(Settings.LOG_KAFKA_SERVERS);
        if (servers.isEmpty()) {
            throw s.error(Settings.LOG_KAFKA_SERVERS, "empty (expected: host:port of one broker or more)");
        }
        for (String server : servers) {
            s.convert(server, s.at(Settings.LOG_KAFKA_SERVERS.key()), text -> matching(SERVER, text, "host:port"));
        }
        return new KafkaConfig(
                servers,
                s.convert(
                        Settings.LOG_KAFKA_TOPIC,
                        text -> matching(TOPIC, text, "letters, digits, '.', '_' and '-', at most 249")),
                properties(s, side),
                s.count(Settings.LOG_KAFKA_GATEWAY));
    }

    private static Map<String, String> properties(Section s, SideFiles side) {
        if (!s.has(Settings.LOG_KAFKA_PROPERTIES)) {
            return Map.of();
        }
        var path = s.path(Settings.LOG_KAFKA_PROPERTIES);
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(new String(side.bytes(path, PROPERTIES_BYTES), StandardCharsets.UTF_8)));
            Map<String, String> map = new LinkedHashMap<>();
            properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
            return map;
        } catch (IOException | IllegalArgumentException e) {
            throw s.error(Settings.LOG_KAFKA_PROPERTIES, "cannot be read: " + path + ": " + e.getMessage(), e);
        }
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

    private static String matching(Pattern pattern, String text, String expected) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' (expected: " + expected + ")");
        }
        return text;
    }
}
