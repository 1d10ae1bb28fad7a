package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.cli.Commands;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.event.Events;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceReport;
import org.spean.messagelog.EvidenceVerifier;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.fault.Relay;
import org.spean.view.Views;

/** Gateways that write their evidence into one PostgreSQL. */
@Tag("long")
class SharedLogTest {

    private static final String ASIC =
            "/asic?xRoadInstance=CAMBODIA&memberClass=COM&memberCode=CAMDX-000201&subsystemCode=BANK&force&queryId=";

    @TempDir
    Path folder;

    /** A clock that runs, and may be moved forward. */
    private static final class Clock implements InstantSource {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    /** What becomes of evidence from the exchange to the end, encrypted all the time, with a new key on the way. */
    @Test
    void evidenceIsStampedReadArchivedAndRemovedByTheDay() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        Clock clock = new Clock();
        List<Object> keys = new ArrayList<>(List.of(key("one", 1)));
        try (Pair pair = Pair.in(folder.resolve("pair"))
                .clock(clock)
                .both((file, made) -> shared(file, database)
                        .set("messageLog.keep", "full")
                        .set("messageLog.retention", "1h")
                        .set("messageLog.encryption.current", "one")
                        .set("messageLog.encryption.keys", keys)
                        .set("timestamping.interval", "1d")
                        .set("archive.enabled", false))
                .start()) {
            exchange(pair, "p-1");
            keys.add(key("two", 2));
            for (GatewayFile file : List.of(pair.bankFile, pair.ministryFile)) {
                file.set("messageLog.encryption.current", "two").set("messageLog.encryption.keys", keys);
            }
            pair.bankFile.write(pair.server("ss-bank").configuration());
            pair.bank.reload();
            pair.ministryFile.write(pair.server("ss-moi").configuration());
            pair.ministry.reload();
            exchange(pair, "p-2");
            pair.assertNothingHeld();
            assertThat(texts(database, "SELECT DISTINCT key FROM messagelog.record ORDER BY 1"))
                    .containsExactly("one", "two");
            await().atMost(Pair.PATIENCE).until(() -> {
                pair.bank.timeStamping().run();
                return texts(database, "SELECT signature::text FROM messagelog.unstamped")
                        .isEmpty();
            });

            for (String id : List.of("p-1", "p-2")) {
                assertThat(documents(pair, id)).as("request and response").isEqualTo(2);
            }
            String config = pair.server("ss-bank").configuration().toString();
            assertThat(run("evidence", "sample", "-c", config, "--json"))
                    .contains("\"records\":8", "\"unstamped\":0,\"verified\":8,\"failed\":0");
            assertThat(run("evidence", "find", "-c", config, "--id", "p-1").lines())
                    .hasSize(4)
                    .allMatch(line -> line.contains("message kept, 1 of 1 body, time-stamped 20"));
            Path exported = folder.resolve("exported");
            assertThat(run("evidence", "export", "-c", config, "--id", "p-1", "-o", exported.toString())
                            .lines())
                    .hasSize(4);
            assertThat(run("evidence", "verify", "-c", config))
                    .isEqualTo("8 verified, 0 of them not yet time-stamped; 0 failed");

            assertThat(pair.bank.archiver().archive().orElseThrow().records()).isEqualTo(8);
            assertThat(pair.ministry.archiver().archive().orElseThrow().records())
                    .as("none is archived twice")
                    .isZero();
            List<String> verify = new ArrayList<>(List.of("verify"));
            verify.addAll(files(pair.server("ss-bank").folder().resolve("archive")));
            verify.addAll(files(exported));
            verify.addAll(List.of("--conf", pair.ecosystem.globalConfiguration().toString()));
            run(verify.toArray(String[]::new));

            String day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);
            assertThat(tables(database, day)).hasSize(5);
            pair.bank.archiver().clean();
            assertThat(tables(database, day)).as("before the day has ended").hasSize(5);
            clock.ahead = Duration.ofDays(2);
            pair.ministry.archiver().clean();
            assertThat(tables(database, day)).isEmpty();
            assertThat(run("evidence", "sample", "-c", config, "--json")).contains("\"records\":0");
        }
    }

    @Test
    void gatewaysOfOneMemberWriteIntoOneLogAtATime() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        long exchanges = 20;
        try (Pair pair = Pair.in(folder.resolve("pair"))
                .ecosystem((description, made) -> description.server(
                        "COM", "CAMDX-000201", "Bank of the Bridge", "ss-bank2", made.address(6), "BANK"))
                .bank((file, made) -> shared(file, database).set("timestamping.interval", "1s"))
                .start()) {
            Gateway second = pair.further(
                    "ss-bank2", file -> shared(file, database).client(Pair.BANK).set("timestamping.interval", "1s"));
            try (ExecutorService threads = Executors.newCachedThreadPool()) {
                List<Future<?>> ends = new ArrayList<>();
                for (String server : List.of("ss-bank", "ss-bank2")) {
                    ends.add(threads.submit(() -> {
                        for (int i = 0; i < exchanges; i++) {
                            exchange(pair, server, server + "-" + i);
                        }
                        return null;
                    }));
                }
                for (Future<?> end : ends) {
                    end.get(60, TimeUnit.SECONDS);
                }
                assertThat(pair.bank.records()).isEqualTo(2 * exchanges);
                assertThat(second.records()).isEqualTo(2 * exchanges);
                await().atMost(Pair.PATIENCE)
                        .until(() -> texts(database, "SELECT signature::text FROM messagelog.unstamped")
                                .isEmpty());
                long documents = pair.bank.timeStamping().status().documents()
                        + second.timeStamping().status().documents();
                assertThat(texts(database, "SELECT count(*)::text FROM messagelog.stamped"))
                        .as("stamped by one of the two, each once")
                        .containsExactly(Long.toString(documents));
                Path file = pair.server("ss-bank2").configuration();
                try (Views views = Views.open(file, InstantSource.system());
                        EvidenceReader log = EvidenceHomes.read(views.current().config());
                        SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
                    List<Long> records = log.find(new EvidenceQuery(null, null, null, null, null, null), 1000);
                    EvidenceReport report =
                            new EvidenceVerifier(verifier, views.current().anchors()).verify(log, records);
                    assertThat(report.refusals()).isEmpty();
                    assertThat(report.verified()).isEqualTo(4 * exchanges);
                    assertThat(log.counts().consumerRequests()).isEqualTo(2 * exchanges);
                }
                HttpResponse<byte[]> elsewhere = pair.client.send(
                        HttpRequest.newBuilder(
                                        URI.create(pair.server("ss-bank2").clientUrl() + ASIC + "ss-bank-1"))
                                .build(),
                        BodyHandlers.ofByteArray());
                assertThat(elsewhere.statusCode()).as("at the other gateway").isEqualTo(200);
            } finally {
                second.drain();
            }
        }
    }

    @Test
    void withoutTheDatabaseExchangesAreRefusedUntilItIsBack() throws Exception {
        PostgresServer server = PostgresServer.alone();
        Database database = server.newDatabase();
        try (Pair pair = Pair.in(folder.resolve("pair"))
                        .both((file, made) -> shared(file, database).set("timeouts.commit", "2s"))
                        .start();
                Traffic traffic = new Traffic(pair)) {
            for (int time = 0; time < 2; time++) {
                traffic.awaitAnswers(10);
                server.halt();
                traffic.awaitRefusals(10);
                server.start();
            }
            traffic.awaitAnswers(10);
            traffic.assertKept(4, pair.bank);
            assertThat(traffic.refusals())
                    .isNotEmpty()
                    .allSatisfy(refusal ->
                            assertThat(refusal).contains("LoggingFailed").doesNotContain("127.0.0.1", "postgres"));
            assertThat(pair.bank.events().count(Events.Kind.MESSAGE_LOG_DOWN)
                            + pair.ministry.events().count(Events.Kind.MESSAGE_LOG_DOWN))
                    .isPositive();
        } finally {
            server.halt();
        }
    }

    @Test
    void aSlowDatabaseMakesMessagesWaitAndASilentOneRefusesThemUntilItAnswers() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        URI place = URI.create(database.url().substring("jdbc:".length()));
        try (Relay line = Relay.start(
                        new InetSocketAddress(place.getHost(), 0),
                        new InetSocketAddress(place.getHost(), place.getPort()));
                Pair pair = Pair.in(folder.resolve("pair"))
                        .both((file, made) -> shared(file, database)
                                .set(
                                        "messageLog.postgresql.url",
                                        "jdbc:postgresql://" + place.getHost() + ":"
                                                + line.address().getPort() + place.getPath())
                                .set("timeouts.commit", "2s"))
                        .start();
                Traffic traffic = new Traffic(pair)) {
            traffic.awaitAnswers(10);
            line.slow(Duration.ofMillis(30));
            long begun = System.nanoTime();
            traffic.awaitAnswers(20);
            // Four records one after the other for each, by four clients: each goes there and comes back.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(20 / 4 * 4 * 60));
            assertThat(traffic.refusals()).as("slower, and that is all").isEmpty();
            line.heal();
            line.mute();
            traffic.awaitRefusals(10);
            line.heal();
            traffic.awaitAnswers(10);

            traffic.assertTold("LoggingFailed");
            traffic.assertKept(4, pair.bank);
        }
    }

    private GatewayFile shared(GatewayFile file, Database database) {
        return file.set("messageLog.home", "postgresql")
                .set("messageLog.postgresql.url", database.url())
                .set("messageLog.postgresql.user", database.user())
                .set("messageLog.postgresql.passwordFile", written("password", database.password()));
    }

    private Object key(String id, int octet) {
        byte[] key = new byte[32];
        key[0] = (byte) octet;
        return GatewayFile.mapOf(
                "id", id, "keyFile", written(id + ".key", Base64.getEncoder().encodeToString(key)));
    }

    private String written(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void exchange(Pair pair, String id) throws Exception {
        exchange(pair, "ss-bank", id);
    }

    private static void exchange(Pair pair, String server, String id) throws Exception {
        HttpResponse<String> answer =
                pair.send(pair.to(pair.server(server).clientUrl() + "/r1/" + Pair.SERVICE + "/echo")
                        .header("X-Road-Id", id)
                        .POST(BodyPublishers.ofString("asked"))
                        .build());
        assertThat(answer.body()).isEqualTo("asked");
    }

    private static int documents(Pair pair, String id) throws Exception {
        HttpResponse<byte[]> answer = pair.client.send(
                HttpRequest.newBuilder(URI.create(pair.server("ss-bank").clientUrl() + ASIC + id))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        int documents = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            while (zip.getNextEntry() != null) {
                documents++;
            }
        }
        return documents;
    }

    private static String run(String... words) {
        StringWriter out = new StringWriter();
        int code = Commands.run(new PrintWriter(out), List.of(words));
        assertThat(code).as(out.toString()).isZero();
        return out.toString().strip();
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().matches(".*\\.(zip|asice)"))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static List<String> tables(Database database, String day) throws SQLException {
        return texts(database, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE '%" + day + "'");
    }

    private static List<String> texts(Database database, String query) throws SQLException {
        try (Connection connection = database.connect();
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
