package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.cli.Commands;
import org.spean.event.Events.Kind;
import org.spean.kafka.KafkaCluster;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;

/** Gateways that write their evidence into Kafka, with real brokers that are killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class KafkaLogTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private KafkaCluster cluster;

    @BeforeAll
    void start() throws Exception {
        cluster = KafkaCluster.shared();
    }

    @Test
    void exchangesGoOnWhenABrokerOfThreeIsKilledAndNoneOfTheirEvidenceIsLost() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        Set<String> answered = ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
        AtomicBoolean ended = new AtomicBoolean();
        try (Pair pair = pair("load", database, "20s");
                ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> load = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "load-" + i + "-";
                load.add(threads.submit(() -> {
                    for (int n = 0; !ended.get(); n++) {
                        ask(pair, name + n, answered, refused);
                    }
                    return null;
                }));
            }
            await("exchanges").atMost(LONG).until(() -> answered.size() > 50);
            cluster.kill(cluster.leader("load", 0));
            int then = answered.size();
            await("exchanges after the kill").atMost(LONG).until(() -> answered.size() > then + 50);
            ended.set(true);
            for (Future<?> each : load) {
                each.get(60, TimeUnit.SECONDS);
            }
            pair.assertNothingHeld();
            assertThat(refused).allMatch(body -> body.contains("LoggingFailed"));

            String config = pair.server("ss-bank").configuration().toString();
            assertThat(run("evidence", "consume", "-c", config, "--until-end"))
                    .contains(" records stored, ")
                    .endsWith(" signature documents time-stamped");
            Map<String, Integer> kept = records(database);
            for (String id : answered) {
                assertThat(kept).containsEntry(id, 4);
            }
            assertThat(run("evidence", "-c", config, "--sample", "20", "--json"))
                    .contains("\"unstamped\":0,\"verified\":20,\"failed\":0");
            String one = answered.iterator().next();
            assertThat(run("evidence", "verify", "-c", config, "--id", one))
                    .isEqualTo("4 verified, 0 of them not yet time-stamped; 0 failed");
        } finally {
            ended.set(true);
            cluster.heal("load");
        }
    }

    @Test
    void withTooFewBrokersMessagesAreRefusedUntilTheyAreBack() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        try (Pair pair = pair("few", database, "3s")) {
            pair.assertWorks();
            int leader = cluster.leader("few", 0);
            try {
                cluster.kill((leader + 1) % 3);
                cluster.kill((leader + 2) % 3);
                HttpResponse<String> refused =
                        Eventually.value(() -> pair.get("/persons/100000042"), answer -> answer.statusCode() == 500);
                assertThat(refused.body()).contains("LoggingFailed").doesNotContain("127.0.0.1", "afka", "broker");
                await().atMost(Pair.PATIENCE).until(() -> pair.bank.events().count(Kind.MESSAGE_LOG_DOWN) > 0);
                HttpResponse<String> again = pair.get("/persons/100000042");
                assertThat(again.body()).contains("LoggingFailed").contains("try again later");
            } finally {
                cluster.heal("few");
            }
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> pair.get("/persons/100000042").statusCode() == 200);
            pair.assertNothingHeld();
        }
    }

    private static void ask(Pair pair, String id, Set<String> answered, ConcurrentLinkedQueue<String> refused)
            throws Exception {
        HttpResponse<String> answer = pair.send(pair.request("/persons/100000042")
                .timeout(LONG)
                .header("X-Road-Id", id)
                .GET()
                .build());
        if (answer.statusCode() == 200) {
            answered.add(id);
        } else {
            refused.add(answer.body());
        }
    }

    private static String run(String... words) {
        StringWriter out = new StringWriter();
        int code = Commands.run(new PrintWriter(out), List.of(words));
        assertThat(code).as(out.toString()).isZero();
        return out.toString().strip();
    }

    /** How many records there are of each message id. */
    private static Map<String, Integer> records(Database database) throws Exception {
        Map<String, Integer> counts = new HashMap<>();
        try (Connection connection = database.connect();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT query_id, count(*) FROM messagelog.record GROUP BY 1")) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getInt(2));
            }
        }
        return counts;
    }

    /** The bank is gateway 0 of the topic, the ministry gateway 1. */
    private Pair pair(String topic, Database database, String commit) throws Exception {
        cluster.create(topic, 2, 3, Map.of("min.insync.replicas", "2", "max.message.bytes", "16777216"));
        Path password = Files.writeString(folder.resolve("password"), database.password());
        return Pair.in(folder.resolve(topic))
                .bank((file, made) -> file.set("messageLog.home", "kafka")
                        .set("messageLog.kafka.servers", cluster.servers())
                        .set("messageLog.kafka.topic", topic)
                        .set("messageLog.postgresql.url", database.url())
                        .set("messageLog.postgresql.user", database.user())
                        .set("messageLog.postgresql.passwordFile", password.toString())
                        .set("timestamping.interval", "1d")
                        .set("timeouts.commit", commit))
                .ministry((file, made) -> file.set("messageLog.home", "kafka")
                        .set("messageLog.kafka.servers", cluster.servers())
                        .set("messageLog.kafka.topic", topic)
                        .set("messageLog.kafka.gateway", 1)
                        .set("timeouts.commit", commit))
                .start();
    }
}
