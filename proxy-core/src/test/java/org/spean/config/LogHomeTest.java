package org.spean.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogHomeTest {

    private static final String DATABASE = "url: 'jdbc:postgresql://db/evidence', user: u, passwordFile: keys.pin";

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void prepare() throws Exception {
        files = new ConfigFolder(folder);
        Files.writeString(folder.resolve("tls.properties"), "ssl.truststore.location=here\nlinger.ms=1\n");
    }

    @Test
    void isEmbeddedUnlessToldOtherwise() {
        MessageLogConfig log = files.load(ConfigFolder.MINIMAL).messageLog();
        assertThat(log.home()).isEqualTo(LogHome.EMBEDDED);
        assertThat(log.place()).isEqualTo(log.directory());
        assertThat(log.placeKey()).isEqualTo("messageLog.directory");
    }

    @Test
    void readsADatabase() throws Exception {
        MessageLogConfig log = load("home: postgresql, postgresql: {" + DATABASE + "}");
        PostgresConfig database = requireNonNull(log.postgresql());
        assertThat(database.url()).isEqualTo("jdbc:postgresql://db/evidence");
        assertThat(database.user()).isEqualTo("u");
        assertThat(database.password().reveal()).isEqualTo("1234".toCharArray());
        assertThat(database.schema()).isEqualTo("messagelog");
        assertThat(database.connections()).isEqualTo(6);
        assertThat(log.place())
                .isEqualTo(
                        load("home: postgresql, postgresql: {" + DATABASE + "}").place());
        Files.writeString(folder.resolve("keys.pin"), "5678");
        assertThat(log.place())
                .as("with another password")
                .isNotEqualTo(
                        load("home: postgresql, postgresql: {" + DATABASE + "}").place());
    }

    @Test
    void readsATopic() throws Exception {
        Files.writeString(
                folder.resolve("kafka.properties"),
                "security.protocol=SASL_SSL\nsasl.jaas.config=module required password=\"secret\";\n");
        MessageLogConfig log = load("home: kafka,"
                + " kafka: {servers: ['a:9092', '[::1]:9093'], topic: t, gateway: 7, properties: kafka.properties}");
        KafkaConfig kafka = requireNonNull(log.kafka());
        assertThat(kafka.servers()).isEqualTo(List.of("a:9092", "[::1]:9093"));
        assertThat(kafka.gateway()).isEqualTo(7);
        assertThat(kafka.properties()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(kafka.toString()).contains("sasl.jaas.config").doesNotContain("secret");
        assertThat(log.postgresql()).isNull();
        assertThat(log.placeKey()).isEqualTo("messageLog.kafka");
    }

    @Test
    void readsHowBrokersAreTrustedAndWhoWeAre() throws Exception {
        Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n");
        String topic = "kafka: {servers: ['a:1'], topic: t, tls: {trust: [accounts.pem], certificate: bank-sign.pem,"
                + " keyFile: key.pem, keyPasswordFile: keys.pin}, sasl: {user: u, passwordFile: signer.pin}}";
        KafkaConfig kafka = requireNonNull(load("home: kafka, " + topic).kafka());
        KafkaTlsConfig tls = requireNonNull(kafka.tls());
        assertThat(tls.trust()).hasSize(1);
        assertThat(tls.chain()).hasSize(1);
        assertThat(tls.offer().protocols()).containsExactly("TLSv1.2", "TLSv1.3");
        KafkaTlsConfig.Key key = requireNonNull(tls.key());
        assertThat(new String(key.pem().reveal())).startsWith("-----BEGIN ENCRYPTED");
        assertThat(requireNonNull(key.password()).reveal()).isEqualTo("1234".toCharArray());
        KafkaSaslConfig sasl = requireNonNull(kafka.sasl());
        assertThat(sasl.mechanism()).isEqualTo(KafkaSaslConfig.Mechanism.SCRAM_SHA_512);
        assertThat(sasl.user()).isEqualTo("u");
        assertThat(sasl.password().reveal()).isEqualTo("1234".toCharArray());
        assertThat(kafka.toString()).doesNotContain("1234").doesNotContain("BEGIN ENCRYPTED");
        Object before = load("home: kafka, " + topic).place();
        assertThat(load("home: kafka, " + topic).place()).isEqualTo(before);
        Files.writeString(folder.resolve("signer.pin"), "5678");
        assertThat(load("home: kafka, " + topic).place())
                .as("with another password")
                .isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "home: oracle | messageLog.home: 'oracle' (expected: embedded, postgresql, kafka)",
                "home: postgresql | messageLog.postgresql: missing (expected: the database, as home is postgresql)",
                "home: kafka | messageLog.kafka: missing (expected: the topic, as home is kafka)",
                "postgresql: {url: 'jdbc:mysql://x/y', user: u, passwordFile: keys.pin} |"
                        + " messageLog.postgresql.url: 'jdbc:mysql://x/y' (expected: jdbc:postgresql://host:port/database)",
                "postgresql: {url: 'jdbc:postgresql://x/y?password=z', user: u, passwordFile: keys.pin} |"
                        + " messageLog.postgresql.url: holds a password (expected: passwordFile or passwordEnv beside it)",
                "postgresql: {url: 'jdbc:postgresql://x/y', user: u} |"
                        + " messageLog.postgresql.passwordFile: missing (expected: one of passwordFile, passwordEnv)",
                "postgresql: {url: 'jdbc:postgresql://x/y', user: u, passwordFile: keys.pin, schema: 'a;b'} |"
                        + " messageLog.postgresql.schema: 'a;b' (expected: small letters, digits and '_', at most 63)",
                "kafka: {servers: ['a:1'], topic: t, sasl: {user: u, passwordFile: keys.pin, mechanism: PLAIN}} |"
                        + " messageLog.kafka.sasl.mechanism: PLAIN sends the password in clear (expected:"
                        + " messageLog.kafka.tls beside it, or SCRAM)",
                "kafka: {servers: ['a:1'], topic: t, sasl: {user: u, passwordFile: keys.pin, mechanism: SCRAM}} |"
                        + " messageLog.kafka.sasl.mechanism: 'SCRAM' (expected: SCRAM-SHA-512, SCRAM-SHA-256, PLAIN)",
                "kafka: {servers: ['a:1'], topic: t, sasl: {user: u}} |"
                        + " messageLog.kafka.sasl.passwordFile: missing (expected: one of passwordFile, passwordEnv)",
                "kafka: {servers: ['a:1'], topic: t, tls: {certificate: bank-sign.pem}} |"
                        + " messageLog.kafka.tls.keyFile: missing (expected: certificate and keyFile, or neither)",
                "kafka: {servers: ['a:1'], topic: t, tls: {certificate: bank-sign.pem, keyFile: keys.pin}} |"
                        + " messageLog.kafka.tls.keyFile: no key in ",
                "kafka: {servers: ['a:1'], topic: t, tls: {certificate: keys.pin, keyFile: keys.pin}} |"
                        + " messageLog.kafka.tls.certificate: no certificate in ",
                "kafka: {servers: ['a:1'], topic: t, tls: {trust: [none.pem]}} |"
                        + " messageLog.kafka.tls.trust: cannot be read: ",
                "kafka: {servers: ['a:1'], topic: t, tls: {}, properties: tls.properties} |"
                        + " messageLog.kafka.properties: sets ssl.truststore.location beside tls or sasl",
                "kafka: {servers: [], topic: t} |"
                        + " messageLog.kafka.servers: empty (expected: host:port of one broker or more)",
                "kafka: {servers: [a], topic: t} | messageLog.kafka.servers: 'a' (expected: host:port)",
                "kafka: {servers: ['a:1'], topic: 'a/b'} |"
                        + " messageLog.kafka.topic: 'a/b' (expected: letters, digits, '.', '_' and '-', at most 249)",
                "kafka: {servers: ['a:1'], topic: t, gateway: 32} | messageLog.kafka.gateway: 32 (expected: 0 to 31)",
                "kafka: {servers: ['a:1'], topic: t, properties: none} | messageLog.kafka.properties: cannot be read: "
            })
    void refusesInOneLine(String log, String reason) {
        assertThatThrownBy(() -> load(log))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(reason)
                .extracting(Throwable::getMessage)
                .asString()
                .hasLineCount(1);
    }

    private MessageLogConfig load(String log) {
        return files.load(ConfigFolder.MINIMAL + "messageLog: {" + log + "}\n").messageLog();
    }
}
