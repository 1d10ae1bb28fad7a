package org.spean.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.crypto.asic.Container;
import org.spean.crypto.asic.ContainerReport;
import org.spean.crypto.asic.ContainerVerifier;
import org.spean.crypto.asic.EvidenceTrust;
import org.spean.crypto.asic.KeptElsewhere;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;
import org.spean.globalconf.TimeStampingAuthority;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.StampBehaviour;

/** Signed documents and the configuration to verify them with, from the client ports of both gateways. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DownloadsTest {

    private static final String BANK =
            "xRoadInstance=CAMBODIA&memberClass=COM&memberCode=CAMDX-000201&subsystemCode=BANK";
    private static final String IDENTITY =
            "xRoadInstance=CAMBODIA&memberClass=GOV&memberCode=CAMDX-000121&subsystemCode=IDENTITY";
    private static final String CONTAINER = "application/vnd.etsi.asic-e+zip";

    @TempDir
    static Path folder;

    private Pair pair;

    /** After what the start brings, nothing is stamped by itself. */
    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .bank((file, made) -> file.set("timestamping.interval", "1d")
                        .set("messageLog.keep", "full")
                        .client("CAMBODIA/COM/CAMDX-000201/OTHER")
                        .add(
                                "clients",
                                GatewayFile.mapOf("id", "CAMBODIA/COM/CAMDX-000201/SAFE", "connection", "HTTPS")))
                .ministry((file, made) -> file.set("timestamping.interval", "1d")
                        .set("messageLog.keep", "headers")
                        .client(Pair.PROVIDER))
                .start();
        for (Gateway gateway : List.of(pair.bank, pair.ministry)) {
            await().atMost(Pair.PATIENCE)
                    .until(() -> gateway.timeStamping().status().lastSuccess() != null);
        }
    }

    @AfterAll
    void stop() throws Exception {
        pair.assertNothingHeld();
        pair.close();
    }

    private void exchange(String id, byte[] body) throws Exception {
        HttpResponse<byte[]> answer = pair.client.send(
                pair.request("/echo")
                        .header("X-Road-Id", id)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.body()).isEqualTo(body);
    }

    private HttpResponse<byte[]> get(String server, String target) throws Exception {
        return pair.client.send(
                HttpRequest.newBuilder(URI.create(pair.server(server).clientUrl() + target))
                        .timeout(Pair.PATIENCE)
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }

    private void refused(String server, String target, int status, String text) throws Exception {
        HttpResponse<byte[]> answer = get(server, target);
        assertThat(new String(answer.body(), UTF_8)).isEqualTo(text);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).isEqualTo("text/plain; charset=UTF-8");
    }

    /** By nothing but what was downloaded. */
    private ContainerReport verify(byte[] container) throws Exception {
        Path root = Files.createTempDirectory(folder, "conf");
        for (Map.Entry<String, byte[]> entry :
                unzip(get("ss-bank", "/verificationconf").body()).entrySet()) {
            Path file = root.resolve(entry.getKey());
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, entry.getValue());
        }
        GlobalConf conf = GlobalConfTree.read(root.resolve("verificationconf"));
        EvidenceTrust trust = new EvidenceTrust(
                conf.anchors(0),
                TimeStampAuthorities.of(conf.timeStampingAuthorities().stream()
                        .map(TimeStampingAuthority::certificate)
                        .toList()));
        try (SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT);
                Container opened = Container.open(container)) {
            return new ContainerVerifier(verifier, trust).verify(opened, KeptElsewhere.NOTHING);
        }
    }

    @Test
    void bothDocumentsOfAnExchangeVerifyByWhatElseIsDownloaded() throws Exception {
        exchange("d/1 +b", "asked".getBytes(UTF_8));

        HttpResponse<byte[]> answer = get("ss-bank", "/asic?" + BANK + "&queryId=d%2F1%20%2Bb&force");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/zip");
        assertThat(header(answer, "Content-Disposition")).isEqualTo("attachment; filename=\"d%2F1+%2Bb.zip\"");
        assertThat(header(answer, "Transfer-Encoding")).isEqualTo("chunked");
        Map<String, byte[]> documents = unzip(answer.body());
        assertThat(documents.keySet().stream().map(name -> name.replaceFirst("-[0-9a-v]+\\.asice", "")))
                .containsExactly("d%2F1+%2Bb-request", "d%2F1+%2Bb-response");
        for (byte[] document : documents.values()) {
            ContainerReport report = verify(document);
            assertThat(report.failures()).isEmpty();
            assertThat(report.holds()).isTrue();
            assertThat(unzip(document).get("attachment1")).isEqualTo("asked".getBytes(UTF_8));
        }
    }

    @Test
    void theProvidersGatewayHasItsOwnDocuments() throws Exception {
        exchange("d-provider", "asked".getBytes(UTF_8));

        HttpResponse<byte[]> answer =
                get("ss-moi", "/asic?" + IDENTITY + "&queryId=d-provider&responseOnly&unique&force");

        assertThat(header(answer, "Content-Type")).isEqualTo(CONTAINER);
        assertThat(header(answer, "Content-Disposition"))
                .matches("attachment; filename=\"d-provider-response-[0-9a-v]+\\.asice\"");
        Map<String, byte[]> entries = unzip(answer.body());
        assertThat(new String(Objects.requireNonNull(entries.get("message.xml")), UTF_8))
                .contains("x-road-id:d-provider");
        assertThat(entries).as("headers are kept, bodies are not").doesNotContainKey("attachment1");
        assertThat(verify(answer.body()).failures()).isEmpty();
    }

    @Test
    void oneKindOfDocumentsIsGivenAloneOrInAFile() throws Exception {
        exchange("d-twice", new byte[0]);
        exchange("d-twice", new byte[0]);
        exchange("d-once", new byte[0]);

        HttpResponse<byte[]> requests = get("ss-bank", "/asic?" + BANK + "&queryId=d-twice&requestOnly&force");
        assertThat(header(requests, "Content-Disposition")).isEqualTo("attachment; filename=\"d-twice-request.zip\"");
        assertThat(unzip(requests.body()).keySet())
                .hasSize(2)
                .allMatch(name -> name.matches("d-twice-request-[0-9a-v]+\\.asice"));
        HttpResponse<byte[]> responses = get("ss-bank", "/asic?" + BANK + "&queryId=d-once&responseOnly&force");
        assertThat(header(responses, "Content-Disposition")).isEqualTo("attachment; filename=\"d-once-response.zip\"");
        assertThat(unzip(responses.body())).hasSize(1);
        refused(
                "ss-bank",
                "/asic?" + BANK + "&queryId=d-twice&requestOnly&unique",
                400,
                "The query identifier is not unique: 2 signed documents have it");
    }

    @Test
    void withoutTimeStampsThereAreNoDocumentsUnlessTheyAreForced() throws Exception {
        exchange("d-late", new byte[0]);

        refused(
                "ss-bank",
                "/asic?" + BANK + "&queryId=d-late",
                500,
                "Some message signatures have not been timestamped yet!");
        refused(
                "ss-bank",
                "/asic?" + BANK + "&queryId=d-late&requestOnly&unique",
                500,
                "Message signature has not been timestamped yet!");
        pair.ecosystem.stampers().getFirst().behave(StampBehaviour.NORMAL.down());
        try {
            refused(
                    "ss-bank",
                    "/asic?" + BANK + "&queryId=d-late&force",
                    500,
                    "Failed to get timestamp from any time-stamping providers");
        } finally {
            pair.ecosystem.stampers().getFirst().behave(StampBehaviour.NORMAL);
        }
        assertThat(unzip(get("ss-bank", "/asic?" + BANK + "&queryId=d-late&force")
                        .body()))
                .hasSize(2);
        assertThat(get("ss-bank", "/asic?" + BANK + "&queryId=d-late").statusCode())
                .as("they are kept")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                 | Parameter 'xRoadInstance' is missing
            ?xRoadInstance=A                                   | Parameter 'memberClass' is missing
            ?xRoadInstance=A&memberClass=B                     | Parameter 'memberCode' is missing
            ?xRoadInstance=A&memberClass=B&memberCode=C        | Parameter 'queryId' is missing
            ?xRoadInstance=A&memberClass=B&memberCode=C&queryId= | Parameter 'queryId' is missing
            ?xRoadInstance=A&memberClass=B&memberCode=C&queryId=1&queryId=2 | Parameter 'queryId' must not be given more than once
            ?xRoadInstance=A&memberClass=B&memberCode=%2F&queryId=1 | member code "/": must not contain '/'
            ?xRoadInstance=A&memberClass=B&memberCode=C&queryId=%ZZ | The query is not percent-encoded as it must be
            ?xRoadInstance=A&memberClass=B&memberCode=C&queryId=1&requestOnly&responseOnly | Parameters 'requestOnly' and 'responseOnly' must not be given together
            ?xRoadInstance=A&memberClass=B&memberCode=C&queryId=1&unique | Parameter 'unique' needs 'requestOnly' or 'responseOnly' beside it
            """)
    void parametersThatDoNotFitAreABadRequest(String query, String text) throws Exception {
        try (RawClient client = RawClient.to(pair)) { // as Java's client would not send all of them
            RawClient.Answer answer = client.write("GET /asic" + query + " HTTP/1.1\r\nHost: g\r\n\r\n")
                    .read();
            assertThat(answer.text()).isEqualTo(text);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers()).containsEntry("Content-Type", "text/plain; charset=UTF-8");
        }
    }

    @Test
    void documentsAreForThoseWhoseMessagesTheyAre() throws Exception {
        exchange("d-ours", new byte[0]);

        refused("ss-bank", "/asic?" + BANK + "&queryId=none", 404, "No signed documents found");
        refused(
                "ss-bank",
                "/asic?" + BANK.replace("BANK", "OTHER") + "&queryId=d-ours",
                404,
                "No signed documents found");
        refused(
                "ss-moi",
                "/asic?" + IDENTITY.replace("IDENTITY", "NOBODY") + "&queryId=d-ours",
                500,
                "Client 'CAMBODIA/GOV/CAMDX-000121/NOBODY' not found");
        refused(
                "ss-bank",
                "/asic?" + BANK.replace("BANK", "SAFE") + "&queryId=d-ours",
                401,
                "Client 'SUBSYSTEM:CAMBODIA/COM/CAMDX-000201/SAFE' must connect over HTTPS");
    }

    /** What is downloaded is never in memory as a whole, and a slow or vanished client costs nothing but its thread. */
    @Test
    void downloadsFollowTheClient() throws Exception {
        byte[] body = new byte[1 << 20];
        new Random(1).nextBytes(body);
        for (int i = 0; i < 12; i++) {
            exchange("d-many", body);
        }
        String target = "/asic?" + BANK + "&queryId=d-many&force";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(pair.server("ss-bank").clientUrl() + target))
                .build();
        HttpResponse<InputStream> slow = pair.client.send(request, BodyHandlers.ofInputStream());
        HttpResponse<InputStream> vanished = pair.client.send(request, BodyHandlers.ofInputStream());
        assertThat(vanished.body().readNBytes(100_000)).hasSize(100_000);
        vanished.body().close();
        pair.assertWorks();
        int bytes = 0;
        try (InputStream in = slow.body()) {
            for (byte[] part = in.readNBytes(4096); part.length > 0; part = in.readNBytes(4096)) {
                bytes += part.length;
            }
        }
        assertThat(bytes).isGreaterThan(24 << 20);
        assertThat(unzip(get("ss-bank", target).body())).hasSize(24);
        await().atMost(Pair.PATIENCE).until(() -> downloading() == 0);
    }

    private static long downloading() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("spean-download-"))
                .filter(thread -> List.of(thread.getValue()).toString().contains("org.spean.client.Download."))
                .count();
    }

    @Test
    void anotherRequestFollowsOnTheSameConnection() throws Exception {
        exchange("d-kept", new byte[0]);
        String asic = "GET /asic?" + BANK + "&queryId=d-kept&force HTTP/1.1\r\nHost: g\r\n\r\n";
        try (RawClient client = RawClient.to(pair)) {
            client.write(asic)
                    .write("GET /verificationconf HTTP/1.1\r\nHost: g\r\nContent-Length: 3\r\n\r\nabc")
                    .write(asic.replace("d-kept", "none"))
                    .write(asic.replace("HTTP/1.1", "HTTP/1.0"));
            assertThat(unzip(client.read().body())).hasSize(2);
            assertThat(client.read().headers()).containsEntry("Content-Type", "application/zip");
            assertThat(client.read().status()).isEqualTo(404);
            RawClient.Answer last = client.read();
            assertThat(last.headers()).doesNotContainKey("Transfer-Encoding").containsEntry("Connection", "close");
            assertThat(unzip(last.body())).hasSize(2);
        }
    }

    @Test
    void verificationConfigurationIsWhatWasDownloaded() throws Exception {
        HttpResponse<byte[]> answer = get("ss-bank", "/verificationconf");

        assertThat(header(answer, "Content-Type")).isEqualTo("application/zip");
        assertThat(header(answer, "Content-Disposition")).isEqualTo("attachment; filename=\"verificationconf.zip\"");
        Path tree = GlobalConfTree.root(
                pair.bank.view().config().globalConfiguration().directory());
        Map<String, byte[]> files = unzip(answer.body());
        assertThat(files.keySet())
                .containsExactly(
                        "verificationconf/CAMBODIA/shared-params.xml",
                        "verificationconf/CAMBODIA/shared-params.xml.metadata",
                        "verificationconf/instance-identifier");
        for (String name : List.of("CAMBODIA/shared-params.xml", "CAMBODIA/shared-params.xml.metadata")) {
            assertThat(files.get("verificationconf/" + name)).isEqualTo(Files.readAllBytes(tree.resolve(name)));
        }
        assertThat(files.get("verificationconf/instance-identifier")).isEqualTo("CAMBODIA".getBytes(UTF_8));
    }
}
