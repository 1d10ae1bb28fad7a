package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceReport;
import org.spean.messagelog.EvidenceVerifier;
import org.spean.view.Views;

/** Bodies of all sizes in both directions, and what the message log keeps of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodiesTest {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * 1024;

    @TempDir
    static Path folder;

    private Pair bare;
    private Pair keeping;

    @BeforeAll
    void start() throws Exception {
        bare = Pair.in(folder.resolve("bare")).start();
        keeping = Pair.in(folder.resolve("keeping"))
                .bank((file, pair) -> file.set("messageLog.keep", "full").set("messageLog.maxBody", "7MiB"))
                .ministry((file, pair) -> file.set("messageLog.keep", "full").set("messageLog.maxBody", "6MiB"))
                .start();
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        bare.assertNothingHeld();
        keeping.assertNothingHeld();
    }

    @AfterAll
    void stop() {
        bare.close();
        keeping.close();
    }

    private static byte[] body(int size) {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        return body;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 256 * KIB - 1, 256 * KIB, 256 * KIB + 1, 5 * MIB})
    void bodiesGoThereAndBack(int size) throws Exception {
        byte[] body = body(size);
        for (Pair pair : List.of(bare, keeping)) {
            HttpResponse<byte[]> answer = pair.client.send(
                    pair.request("/echo").POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(body);
        }
    }

    @Test
    void recordsProveWhatPassed() throws Exception {
        for (int size : new int[] {1, 70_000, MIB}) {
            for (Pair pair : List.of(bare, keeping)) {
                pair.send(pair.request("/echo")
                        .POST(BodyPublishers.ofByteArray(body(size)))
                        .build());
                pair.assertWorks();
                pair.assertNothingHeld();
            }
        }
        for (String server : List.of("ss-bank", "ss-moi")) {
            EvidenceReport kept = verified(keeping, server);
            assertThat(kept.wholeMessages()).isEqualTo(kept.read());
            assertThat(verified(bare, server).wholeMessages()).isZero();
        }
    }

    private static EvidenceReport verified(Pair pair, String server) throws IOException {
        Path file = pair.server(server).configuration();
        try (Views views = Views.open(file, InstantSource.system());
                EvidenceReader log = EvidenceHomes.read(views.current().config());
                SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
            List<Long> records = log.sample(1000, new Random(1));
            assertThat(records).hasSizeGreaterThanOrEqualTo(12);
            EvidenceReport report =
                    new EvidenceVerifier(verifier, views.current().anchors()).verify(log, records);
            assertThat(report.refusals()).isEmpty();
            assertThat(report.verified()).isEqualTo(records.size());
            return report;
        }
    }

    @Test
    void bodyThatCannotBeKeptIsNotPassedOn() throws Exception {
        long before = keeping.register.requests();
        assertThat(upload(8 * MIB)).contains("Server.ClientProxy.LoggingFailed", "larger than the message log keeps");
        assertThat(upload(6 * MIB + 1))
                .contains("Server.ServerProxy.LoggingFailed", "larger than the message log keeps");
        keeping.assertNothingHeld();
        assertThat(keeping.register.requests()).isEqualTo(before);

        assertThat(keeping.get("/bytes/" + (6 * MIB + 1)).body())
                .contains("Server.ServerProxy.LoggingFailed", "larger than the message log keeps");
        keeping.assertWorks();
    }

    private String upload(int size) throws Exception {
        return keeping.send(keeping.request("/echo")
                        .POST(BodyPublishers.ofByteArray(body(size)))
                        .build())
                .body();
    }

    @Test
    void answersOfUnknownLengthComeThrough() throws Exception {
        long[] sizes = {0, 1, 300_000};
        LongStream.of(sizes).forEach(size -> {
            try {
                HttpResponse<byte[]> answer = bare.client.send(
                        bare.request("/bytes/" + size + "?chunked").GET().build(), BodyHandlers.ofByteArray());
                assertThat(answer.body()).hasSize((int) size);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
