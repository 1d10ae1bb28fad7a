package org.spean.evidence;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.spean.messagelog.SameEvidence.assertSame;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.config.GatewayConfig;
import org.spean.kafka.KafkaCluster;
import org.spean.kafka.KafkaCluster.Door;
import org.spean.messagelog.Batches;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.Records;
import org.spean.messagelog.kafka.EvidenceConsumer;
import org.spean.messagelog.kafka.KafkaStore;
import org.spean.messagelog.kafka.Topic;
import org.spean.messagelog.postgres.PostgresEvidence;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;

/** Real brokers that want certificates or users. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaSecurityTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String TOPIC = "secured";

    @TempDir
    static Path folder;

    private KafkaCluster cluster;
    private Issued client;

    @BeforeAll
    void start() throws Exception {
        cluster = KafkaCluster.shared();
        cluster.create(TOPIC, 1, 3, Map.of("min.insync.replicas", "2", "max.message.bytes", "16777216"));
        client = cluster.authority().tls("gateway", "127.0.0.1", KeyKind.EC_P256);
        Files.writeString(
                folder.resolve("ca.pem"), Issued.pem(cluster.authority().certificate()));
        Files.writeString(folder.resolve("client.pem"), client.pemChain());
        Files.writeString(folder.resolve("client.key"), client.pemKey());
        Files.writeString(folder.resolve("scram.pin"), KafkaCluster.PASSWORD + "\n");
        Files.writeString(folder.resolve("plain.pin"), KafkaCluster.PLAIN_PASSWORD + "\n");
        Files.writeString(folder.resolve("wrong.pin"), "wrong\n");
    }

    @Test
    void aUserIsProvedByScramUnderTlsAndRecordsPassWhole() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        Files.writeString(folder.resolve("database.pin"), database.password());
        GatewayConfig config = config(file -> secured(file, Door.USER)
                .set("messageLog.kafka.sasl.user", KafkaCluster.USER)
                .set("messageLog.kafka.sasl.passwordFile", path("scram.pin"))
                .set("messageLog.postgresql.url", database.url())
                .set("messageLog.postgresql.user", database.user())
                .set("messageLog.postgresql.passwordFile", path("database.pin")));
        Records records = new Records(21);
        try (KafkaStore store = KafkaStore.open(EvidenceHomes.kafka(config), Optional::empty, null);
                EvidenceConsumer consumer =
                        EvidenceConsumer.open(EvidenceHomes.kafka(config), EvidenceHomes.postgresql(config))) {
            Batches batches = new Batches(store, Instant.now());
            store.write(batches.of(List.of(records.ownDirect(), records.cutWithBody(700_000))))
                    .block(LONG);
            consumer.run(true);
            try (EvidenceReader reader = PostgresEvidence.open(EvidenceHomes.postgresql(config), Optional.empty())) {
                batches.all().forEach((id, record) -> assertSame(reader.read(id), id, record));
            }
        }
    }

    @Test
    void aPasswordOfAnyCharactersIsSentUnderTls() throws Exception {
        GatewayConfig config = config(file -> secured(file, Door.USER)
                .set("messageLog.kafka.sasl.mechanism", "PLAIN")
                .set("messageLog.kafka.sasl.user", KafkaCluster.PLAIN_USER)
                .set("messageLog.kafka.sasl.passwordFile", path("plain.pin")));
        assertThat(Topic.look(EvidenceHomes.kafka(config)).replicas()).isEqualTo(3);
        assertThat(EvidenceHomes.kafka(config).toString()).doesNotContain("secret");
    }

    @Test
    void aCertificateIsShownWhereBrokersWantOne() throws Exception {
        GatewayConfig config = config(file -> secured(file, Door.CERTIFICATE)
                .set("messageLog.kafka.tls.certificate", path("client.pem"))
                .set("messageLog.kafka.tls.keyFile", path("client.key")));
        assertThat(Topic.look(EvidenceHomes.kafka(config)).replicas()).isEqualTo(3);

        Files.writeString(folder.resolve("encrypted.key"), encrypted("secret of the key"));
        Files.writeString(folder.resolve("key.pin"), "secret of the key");
        GatewayConfig sealed = config(file -> secured(file, Door.CERTIFICATE)
                .set("messageLog.kafka.tls.certificate", path("client.pem"))
                .set("messageLog.kafka.tls.keyFile", path("encrypted.key"))
                .set("messageLog.kafka.tls.keyPasswordFile", path("key.pin")));
        assertThat(Topic.look(EvidenceHomes.kafka(sealed)).replicas()).isEqualTo(3);
    }

    @Test
    void strangersAndImpostorsAreRefusedByName() throws Exception {
        refused(
                file -> secured(file, Door.USER)
                        .set("messageLog.kafka.sasl.user", KafkaCluster.USER)
                        .set("messageLog.kafka.sasl.passwordFile", path("wrong.pin")),
                "Authentication failed");
        refused(file -> secured(file, Door.CERTIFICATE), "certificate_required");

        CertificateAuthority other = CertificateAuthority.root("Other CA", KeyKind.EC_P256, InstantSource.system());
        Files.writeString(folder.resolve("other.pem"), Issued.pem(other.certificate()));
        refused(
                file -> secured(file, Door.USER)
                        .set("messageLog.kafka.tls.trust", List.of(path("other.pem")))
                        .set("messageLog.kafka.sasl.user", KafkaCluster.USER)
                        .set("messageLog.kafka.sasl.passwordFile", path("scram.pin")),
                "PKIX path building failed");
    }

    private void refused(Change change, String reason) throws Exception {
        GatewayConfig config = config(change);
        assertThatThrownBy(() -> KafkaStore.open(EvidenceHomes.kafka(config), Optional::empty, null))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("kafka topic secured at 127.0.0.1:")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("wrong");
    }

    private interface Change {
        GatewayFile apply(GatewayFile file);
    }

    private GatewayFile secured(GatewayFile file, Door door) {
        return file.set("messageLog.kafka.servers", cluster.servers(door))
                .set("messageLog.kafka.tls.trust", List.of(path("ca.pem")));
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private String encrypted(String password) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(new JcaPKCS8Generator(
                    client.key(),
                    new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                            .setProvider(new BouncyCastleProvider())
                            .setPassword(password.toCharArray())
                            .build()));
        }
        return text.toString();
    }

    private GatewayConfig config(Change change) throws IOException {
        Path home = Files.createTempDirectory(folder, "home");
        try (Ecosystem ecosystem = Ecosystem.in(home)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .pair("127.98.1.2", "127.98.1.3")
                .start()) {
            GatewayFile file =
                    ecosystem.gateway("ss-bank").set("messageLog.home", "kafka").set("messageLog.kafka.topic", TOPIC);
            Path written = requireNonNull(change.apply(file))
                    .write(ecosystem.server("ss-bank").configuration());
            return GatewayConfig.load(written);
        }
    }
}
