package org.spean.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code messageLog.kafka}. */
final class KafkaReader {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern SERVER = Pattern.compile("[^\\s:,/]+:[0-9]{1,5}|\\[[0-9A-Fa-f:.]+]:[0-9]{1,5}");
    private static final Pattern SECURITY = Pattern.compile("security\\.protocol|ssl\\..*|sasl\\..*");
    private static final int FILE_BYTES = 1 << 20;
    private static final Map<String, KafkaSaslConfig.Mechanism> MECHANISMS = new LinkedHashMap<>();

    static {
        for (KafkaSaslConfig.Mechanism mechanism : KafkaSaslConfig.Mechanism.values()) {
            MECHANISMS.put(mechanism.text(), mechanism);
        }
    }

    private KafkaReader() {}

    static @Nullable KafkaConfig read(Section log, SideFiles side) {
        if (!log.has(LogHomeSettings.KAFKA)) {
            return null;
        }
        Section s = log.child(LogHomeSettings.KAFKA);
        List<String> servers = s.texts(LogHomeSettings.KAFKA_SERVERS);
        if (servers.isEmpty()) {
            throw s.error(LogHomeSettings.KAFKA_SERVERS, "empty (expected: host:port of one broker or more)");
        }
        for (String server : servers) {
            s.convert(
                    server,
                    s.at(LogHomeSettings.KAFKA_SERVERS.key()),
                    text -> LogHomeReader.matching(SERVER, text, "host:port"));
        }
        KafkaTlsConfig tls = s.has(LogHomeSettings.KAFKA_TLS) ? tls(s.child(LogHomeSettings.KAFKA_TLS), side) : null;
        KafkaSaslConfig sasl =
                s.has(LogHomeSettings.KAFKA_SASL) ? sasl(s.child(LogHomeSettings.KAFKA_SASL), side, tls) : null;
        Map<String, String> properties = properties(s, side);
        for (String name : properties.keySet()) {
            if ((tls != null || sasl != null) && SECURITY.matcher(name).matches()) {
                throw s.error(
                        LogHomeSettings.KAFKA_PROPERTIES,
                        "sets " + name + " beside tls or sasl (expected: one of the two ways)");
            }
        }
        return new KafkaConfig(
                servers,
                s.convert(
                        LogHomeSettings.KAFKA_TOPIC,
                        text -> LogHomeReader.matching(TOPIC, text, "letters, digits, '.', '_' and '-', at most 249")),
                tls,
                sasl,
                properties,
                s.count(LogHomeSettings.KAFKA_GATEWAY));
    }

    private static KafkaTlsConfig tls(Section s, SideFiles side) {
        boolean own = s.has(LogHomeSettings.KAFKA_CERTIFICATE);
        if (own != s.has(LogHomeSettings.KAFKA_KEY)) {
            throw s.error(
                    own ? LogHomeSettings.KAFKA_KEY : LogHomeSettings.KAFKA_CERTIFICATE,
                    "missing (expected: certificate and keyFile, or neither)");
        }
        List<X509Certificate> chain = own ? side.certificate(s, LogHomeSettings.KAFKA_CERTIFICATE) : List.of();
        return new KafkaTlsConfig(
                side.certificates(s, LogHomeSettings.KAFKA_TRUST),
                TlsReader.read(s, LogHomeSettings.KAFKA_PROTOCOLS, LogHomeSettings.KAFKA_SUITES),
                chain,
                own ? key(s, side) : null);
    }

    private static KafkaTlsConfig.Key key(Section s, SideFiles side) {
        Path path = s.path(LogHomeSettings.KAFKA_KEY);
        String pem;
        try {
            pem = new String(side.bytes(path, FILE_BYTES), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw s.error(LogHomeSettings.KAFKA_KEY, "cannot be read: " + path, e);
        }
        side.requirePrivate(s, LogHomeSettings.KAFKA_KEY, path);
        boolean encrypted = pem.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        if (!encrypted && !pem.contains("-----BEGIN PRIVATE KEY-----")) {
            throw s.error(
                    LogHomeSettings.KAFKA_KEY,
                    "no key in " + path + " (expected: PEM with PRIVATE KEY or ENCRYPTED PRIVATE KEY, PKCS#8)");
        }
        boolean password =
                s.has(LogHomeSettings.KAFKA_KEY_PASSWORD_FILE) || s.has(LogHomeSettings.KAFKA_KEY_PASSWORD_ENV);
        if (!encrypted && password) {
            throw s.error(
                    LogHomeSettings.KAFKA_KEY,
                    "the key in " + path + " is not encrypted (expected: no password beside it)");
        }
        return new KafkaTlsConfig.Key(
                new Secret(pem.toCharArray()),
                encrypted
                        ? side.secret(
                                s, LogHomeSettings.KAFKA_KEY_PASSWORD_FILE, LogHomeSettings.KAFKA_KEY_PASSWORD_ENV)
                        : null);
    }

    private static KafkaSaslConfig sasl(Section s, SideFiles side, @Nullable KafkaTlsConfig tls) {
        KafkaSaslConfig.Mechanism mechanism = s.choice(LogHomeSettings.KAFKA_MECHANISM, MECHANISMS);
        if (mechanism == KafkaSaslConfig.Mechanism.PLAIN && tls == null) {
            throw s.error(
                    LogHomeSettings.KAFKA_MECHANISM,
                    "PLAIN sends the password in clear (expected: messageLog.kafka.tls beside it, or SCRAM)");
        }
        return new KafkaSaslConfig(
                mechanism,
                s.text(LogHomeSettings.KAFKA_USER),
                side.secret(s, LogHomeSettings.KAFKA_PASSWORD_FILE, LogHomeSettings.KAFKA_PASSWORD_ENV));
    }

    private static Map<String, String> properties(Section s, SideFiles side) {
        if (!s.has(LogHomeSettings.KAFKA_PROPERTIES)) {
            return Map.of();
        }
        Path path = s.path(LogHomeSettings.KAFKA_PROPERTIES);
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(new String(side.bytes(path, FILE_BYTES), StandardCharsets.UTF_8)));
            Map<String, String> map = new LinkedHashMap<>();
            properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
            return map;
        } catch (IOException | IllegalArgumentException e) {
            throw s.error(LogHomeSettings.KAFKA_PROPERTIES, "cannot be read: " + path + ": " + e.getMessage(), e);
        }
    }
}
