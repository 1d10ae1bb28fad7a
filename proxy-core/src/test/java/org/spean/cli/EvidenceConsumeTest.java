package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.config.GatewayConfig;
import org.spean.evidence.EvidenceHomes;
import org.spean.kafka.KafkaCluster;
import org.spean.messagelog.Batches;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.Records;
import org.spean.messagelog.kafka.KafkaStore;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.StampBehaviour;

/** {@code spean evidence consume} with real brokers, a real database and an authority that time-stamps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class EvidenceConsumeTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int KILLS = 3;

    @TempDir
    static Path folder;

    private Ecosystem ecosystem;
    private KafkaCluster cluster;
    private final StringWriter output = new StringWriter();

    @BeforeAll
    void start() throws Exception {
        cluster = KafkaCluster.shared();
        ecosystem = Ecosystem.in(folder)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .pair("127.98.2.2", "127.98.2.3")
                .start();
    }

    @AfterAll
    void stop() {
        ecosystem.close();
    }

    @Test
    void whateverItIsDoingWhenItIsKilledNothingIsLostAndNothingTwice() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        Path config = config("consumed-while-killed", database);
        AtomicBoolean ended = new AtomicBoolean();
        Random random = new Random(5);
        try (KafkaStore store = store(config);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Batches batches = new Batches(store, Instant.now());
            Future<?> writing = thread.submit(() -> {
                Records records = new Records(31);
                while (!ended.get()) {
                    store.write(batches.of(captured(records, 5))).block(LONG);
                }
                return null;
            });
            for (int kill = 0; kill < KILLS; kill++) {
                Process process = started(config);
                try (BufferedReader out = process.inputReader()) {
                    for (String line = out.readLine(); !line.startsWith("consuming kafka"); line = out.readLine()) {
                        assertThat(line).doesNotContain("Exception");
                    }
                    long before = count(database, "record");
                    await("records").atMost(LONG).until(() -> count(database, "record") > before);
                    process.waitFor(random.nextInt(3000), TimeUnit.MILLISECONDS);
                    process.destroyForcibly().waitFor();
                }
            }
            ended.set(true);
            writing.get(60, TimeUnit.SECONDS);
            assertThat(run(config, "--until-end")).as(output.toString()).isZero();
            assertThat(output.toString())
                    .contains("consuming kafka topic consumed-while-killed at ")
                    .contains(" records stored, ")
                    .contains(" signature documents time-stamped");
            assertThat(ids(database)).isEqualTo(List.copyOf(batches.all().keySet()));
            assertThat(count(database, "signature")).isEqualTo(batches.all().size() / 5);
            assertThat(count(database, "stamped")).isEqualTo(count(database, "signature"));
            assertThat(count(database, "unstamped")).isZero();
            assertThat(count(
                            database,
                            "stamp s WHERE NOT EXISTS" + " (SELECT 1 FROM messagelog.stamped d WHERE d.stamp = s.id)"))
                    .as("time-stamps over nothing")
                    .isZero();
        }
    }

    @Test
    void oneAtATimeTakesInATopicAndAllOfThemEndInOrder() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        Path config = config("alone", database);
        try (KafkaStore store = store(config)) {
            Batches batches = new Batches(store, Instant.now());
            store.write(batches.of(captured(new Records(32), 3))).block(LONG);
            Process process = started(config);
            try (BufferedReader out = process.inputReader()) {
                await("a time-stamp").atMost(LONG).until(() -> stamped(database) == 1);
                assertThat(run(config, "--until-end")).isEqualTo(1);
                assertThat(output.toString()).contains("another process takes in the topic alone");
                store.write(batches.of(captured(new Records(33), 3))).block(LONG);
                await("another").atMost(LONG).until(() -> stamped(database) == 2);
                process.toHandle().destroy();
                assertThat(out.lines()).last().isEqualTo("6 records stored, 2 signature documents time-stamped");
            } finally {
                process.destroyForcibly();
            }
            assertThat(count(database, "record")).isEqualTo(6);
        }
    }

    @Test
    void withoutTimeStampsRecordsAreStoredAllTheSame() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        Path config = config("unstamped", database);
        try (KafkaStore store = store(config)) {
            Batches batches = new Batches(store, Instant.now());
            store.write(batches.of(captured(new Records(34), 2))).block(LONG);
            assertThat(run(config, "--until-end", "--no-stamp")).isZero();
            assertThat(output.toString()).contains("2 records stored").doesNotContain("time-stamped");
            assertThat(count(database, "unstamped")).isEqualTo(1);

            ecosystem.stampers().getFirst().behave(StampBehaviour.NORMAL.down());
            store.write(batches.of(captured(new Records(35), 2))).block(LONG);
            assertThat(run(config, "--until-end")).isEqualTo(1);
            assertThat(output.toString()).contains("stored, but not time-stamped: no time-stamping authority gave");
            assertThat(count(database, "record")).isEqualTo(4);
            ecosystem.stampers().getFirst().behave(StampBehaviour.NORMAL);
            assertThat(run(config, "--until-end")).as(output.toString()).isZero();
            assertThat(output.toString()).contains("0 records stored, 2 signature documents time-stamped");
        } finally {
            ecosystem.stampers().getFirst().behave(StampBehaviour.NORMAL);
        }
    }

    /** As where no gateway runs beside it. */
    @Test
    void withAnAnchorItDownloadsTheGlobalConfigurationItself() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        try (Ecosystem elsewhere = Ecosystem.in(folder.resolve("elsewhere"))
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .source(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .pair("127.98.2.4", "127.98.2.5")
                .start()) {
            Path config = config(elsewhere, "elsewhere", database);
            try (KafkaStore store = store(config)) {
                Batches batches = new Batches(store, Instant.now());
                store.write(batches.of(captured(new Records(36), 2))).block(LONG);
                assertThat(run(config, "--until-end")).as(output.toString()).isZero();
                assertThat(output.toString()).contains("2 records stored, 1 signature documents time-stamped");
            }
        }
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        Path config = ecosystem
                .gateway("ss-bank")
                .set("messageLog.home", "embedded")
                .write(ecosystem.server("ss-bank").folder().resolve("embedded.yaml"));
        assertThat(run(config)).isEqualTo(1);
        assertThat(output.toString()).contains("embedded.yaml: messageLog.kafka: missing (expected: the topic)");
        assertThat(run(folder.resolve("none.yaml"))).isEqualTo(2);
    }

    private int run(Path config, String... options) {
        output.getBuffer().setLength(0);
        List<String> words = new ArrayList<>(List.of("evidence", "consume", "-c", config.toString()));
        words.addAll(Arrays.asList(options));
        return Commands.run(new PrintWriter(output), words);
    }

    private static Process started(Path config) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SpeanCommand.class.getName(),
                "evidence",
                "consume",
                "-c",
                config.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static KafkaStore store(Path config) throws Exception {
        return KafkaStore.open(EvidenceHomes.kafka(GatewayConfig.load(config)), Optional::empty, null);
    }

    /** Under one signature document, a real one. */
    private static List<LogRecord> captured(Records records, int count) {
        List<LogRecord> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(records.captured());
        }
        return all;
    }

    private static long stamped(Database database) {
        try {
            return count(database, "stamped");
        } catch (SQLException e) {
            return 0; // no tables yet
        }
    }

    private static long count(Database database, String from) throws SQLException {
        try (Connection connection = database.connect();
                ResultSet row = connection.createStatement().executeQuery("SELECT count(*) FROM messagelog." + from)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<Long> ids(Database database) throws SQLException {
        try (Connection connection = database.connect();
                ResultSet rows =
                        connection.createStatement().executeQuery("SELECT id FROM messagelog.record ORDER BY id")) {
            List<Long> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
            return ids;
        }
    }

    private Path config(String topic, Database database) throws Exception {
        return config(ecosystem, topic, database);
    }

    private Path config(Ecosystem ecosystem, String topic, Database database) throws Exception {
        cluster.create(topic, 1, 3, Map.of("min.insync.replicas", "2", "max.message.bytes", "16777216"));
        Path password = Files.writeString(folder.resolve(topic + ".pin"), database.password());
        GatewayFile file = ecosystem
                .gateway("ss-bank")
                .set("messageLog.home", "kafka")
                .set("messageLog.kafka.servers", cluster.servers())
                .set("messageLog.kafka.topic", topic)
                .set("messageLog.postgresql.url", database.url())
                .set("messageLog.postgresql.user", database.user())
                .set("messageLog.postgresql.passwordFile", password.toString())
                .set("timestamping.interval", "1s");
        return file.write(ecosystem.server("ss-bank").folder().resolve(topic + ".yaml"));
    }
}
