package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.cli.Commands;
import org.spean.cli.SpeanCommand;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.demo.GatewayProcess;

/** A gateway as a process, at the level of debugging, with failures of all kinds: none of what it keeps secret comes out anywhere. */
class SecretsTest {

    private static final String TOKEN = "t0ken-that-opens-the-admin-port";
    private static final String WRONG_PIN = "p1n-that-opens-nothing";
    private static final String SHOWN_TOKEN = "t0ken-somebody-tries";
    private static final String LOG_KEY = "c3BlYW4ncyBvd24ga2V5IGZvciB0aGUgbG9nISEhISE=";
    private static final String DATABASE_PASSWORD = "p4ss-of-the-database";
    private static final String KAFKA_PASSWORD = "p4ss-of-the-brokers";
    private static final String COLLECTOR_TOKEN = "t0ken-for-the-collector";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void nothingSecretComesOut() throws Exception {
        int net = (int) (ProcessHandle.current().pid() % 200) + 40;
        AtomicReference<Process> spawned = new AtomicReference<>();
        Collector collector = new Collector();
        try (collector;
                Ecosystem ecosystem = Ecosystem.in(folder.resolve("world"))
                        .keys(KeyKind.EC_P256)
                        .authorityKeys(KeyKind.EC_P256)
                        .pair("127." + net + ".9.2", "127." + net + ".9.3")
                        .start()) {
            EcosystemServer bank = ecosystem.server("ss-bank");
            Files.writeString(bank.folder().resolve("admin.token"), TOKEN + "\n");
            Files.writeString(bank.folder().resolve("log.pin"), LOG_KEY + "\n");
            GatewayFile file = ecosystem
                    .gateway("ss-bank")
                    .client(Pair.BANK)
                    .set("listen.admin", bank.address() + ":5580")
                    .set("admin.tokenFile", "admin.token")
                    .set("logging.audit", "audit.jsonl")
                    .set("metrics.otlp", collector.url() + "/v1/metrics")
                    .set("metrics.otlpInterval", "1s")
                    .set("tracing.otlp", collector.url() + "/v1/traces")
                    .set("tracing.share", 10_000)
                    .set("messageLog.encryption.current", "now")
                    .set("messageLog.encryption.keys", List.of(GatewayFile.mapOf("id", "now", "keyFile", "log.pin")));
            file.write(bank.configuration());
            Map<String, String> secrets = secrets(bank);
            List<String> outputs = new ArrayList<>();

            try (GatewayProcess gateway = GatewayProcess.start(command(), bank.configuration(), spawned::set)) {
                String admin = "http://" + bank.address() + ":5580";
                for (String path : List.of("/", "/api/status", "/metrics", "/ready", "/live", "/nothing")) {
                    outputs.add(get(admin + path, TOKEN));
                    outputs.add(get(admin + path, SHOWN_TOKEN));
                }
                outputs.add(get(
                        "http://" + bank.address() + ":" + bank.ports().clientHttp() + "/r1/" + Pair.SERVICE, null));
                outputs.add(HTTP.send(
                                HttpRequest.newBuilder(URI.create("http://" + bank.address() + ":"
                                                + bank.ports().clientHttp() + "/r1/" + Pair.SERVICE))
                                        .header("X-Road-Client", Pair.BANK)
                                        .build(),
                                BodyHandlers.ofString())
                        .body());
                outputs.add(get("http://" + bank.address() + ":" + bank.ports().ocsp() + "/?cert=00", null));

                Files.writeString(bank.folder().resolve("sign.pin"), WRONG_PIN + "\n");
                await().atMost(PATIENCE)
                        .until(() -> Files.readString(gateway.log()).contains("sign.p12"));
                await("refused metrics and spans").atMost(PATIENCE).until(collector::hasRefusedBoth);
                for (String name : List.of("cmdline", "environ")) {
                    outputs.add(Files.readString(Path.of("/proc", Long.toString(gateway.pid()), name), ISO_8859_1)
                            .replace(Collector.HEADERS, "")); // as it was given
                }
                outputs.add(get(admin + "/api/status", TOKEN));
            }
            outputs.addAll(written(bank));
            assertThat(Files.readString(bank.folder().resolve("audit.jsonl"))).isNotEmpty();
            assertThat(collector.shown()).as("the collector gets it").contains("Bearer " + COLLECTOR_TOKEN);
            outputs.addAll(checked(file, bank));

            assertThat(String.join("", outputs)).as("it did work").contains("ss-bank", "X-Road", "spean");
            secrets.forEach((what, secret) -> {
                for (String output : outputs) {
                    assertThat(output.contains(secret))
                            .as("%s in: %.200s", what, output)
                            .isFalse();
                }
            });
        }
    }

    /** What `spean check` prints of homes that cannot be reached, and of what is wrong with them. */
    private static List<String> checked(GatewayFile file, EcosystemServer server) throws IOException {
        Files.writeString(server.folder().resolve("database.pin"), DATABASE_PASSWORD + "\n");
        Files.writeString(server.folder().resolve("kafka.pin"), KAFKA_PASSWORD + "\n");
        file.set("messageLog.postgresql.url", "jdbc:postgresql://" + server.address() + ":1/evidence")
                .set("messageLog.postgresql.user", "spean")
                .set("messageLog.postgresql.passwordFile", "database.pin")
                .set("messageLog.kafka.servers", List.of(server.address() + ":1"))
                .set("messageLog.kafka.topic", "evidence")
                .set("messageLog.kafka.sasl.user", "spean")
                .set("messageLog.kafka.sasl.passwordFile", "kafka.pin")
                .set("timeouts.commit", "1s");
        List<String> outputs = new ArrayList<>();
        for (String home : List.of("postgresql", "kafka")) {
            file.set("messageLog.home", home).write(server.configuration());
            StringWriter out = new StringWriter();
            Commands.run(
                    new PrintWriter(out),
                    List.of("check", "--json", "-c", server.configuration().toString()));
            assertThat(out.toString()).as("it did look").contains("messageLog." + home);
            outputs.add(out.toString());
        }
        return outputs;
    }

    /** What must not be seen, by what it is. */
    private static Map<String, String> secrets(EcosystemServer server) {
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put("the PIN of the authentication key", "testbed-auth");
        secrets.put("the PIN of the signing key", "testbed-sign");
        secrets.put("the token", TOKEN);
        secrets.put("the token in Basic", Base64.getEncoder().encodeToString((":" + TOKEN).getBytes(ISO_8859_1)));
        secrets.put("a token that was wrong", SHOWN_TOKEN);
        secrets.put("a PIN that was wrong", WRONG_PIN);
        secrets.put("the password of the database", DATABASE_PASSWORD);
        secrets.put("the password of the brokers", KAFKA_PASSWORD);
        secrets.put("the token for the collector", COLLECTOR_TOKEN);
        hidden(secrets, "the key of the log", Base64.getDecoder().decode(LOG_KEY), 4);
        // A piece from where keys differ: in front is the algorithm, behind, in EC keys, the public one.
        hidden(secrets, "the signing key", server.signing().key().getEncoded(), 36);
        hidden(secrets, "the authentication key", server.authentication().key().getEncoded(), 36);
        return secrets;
    }

    private static void hidden(Map<String, String> secrets, String what, byte[] key, int from) {
        byte[] piece = Arrays.copyOfRange(key, from, from + 24);
        String base64 = Base64.getEncoder().encodeToString(key);
        secrets.put(what + " in hexadecimal", HexFormat.of().formatHex(piece));
        secrets.put(what + " as it is", new String(piece, ISO_8859_1));
        secrets.put(what + " in Base64", base64.substring((from + 2) / 3 * 4, (from + 2) / 3 * 4 + 28));
    }

    private static List<String> command() {
        return List.of(
                "env",
                Collector.HEADERS,
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-Dspean.log=DEBUG",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SpeanCommand.class.getName());
    }

    /** Takes OTLP over HTTP, and refuses it. */
    private static final class Collector implements AutoCloseable {
        /** Where OpenTelemetry looks for what to show a collector. */
        static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer " + COLLECTOR_TOKEN;

        private final Set<String> paths = ConcurrentHashMap.newKeySet();
        private final Set<String> shown = ConcurrentHashMap.newKeySet();
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

        Collector() throws IOException {
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.getRequestBody().readAllBytes();
                    paths.add(exchange.getRequestURI().getPath());
                    shown.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
                    exchange.sendResponseHeaders(401, -1);
                }
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        boolean hasRefusedBoth() {
            return paths.containsAll(Set.of("/v1/metrics", "/v1/traces"));
        }

        Set<String> shown() {
            return shown;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static String get(String url, @Nullable String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
        return answer.headers().map() + answer.body();
    }

    /** All that is in the gateway's folder afterwards, but for what it was given as secret. */
    private static List<String> written(EcosystemServer server) throws IOException {
        try (Stream<Path> files = Files.walk(server.folder())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().matches(".*\\.(pin|p12|token)"))
                    .map(file -> {
                        try {
                            return Files.readString(file, ISO_8859_1);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }
}
