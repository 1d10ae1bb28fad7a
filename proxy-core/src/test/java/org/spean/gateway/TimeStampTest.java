package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.messagelog.EvidenceReader;
import org.spean.testbed.authority.StampBehaviour;
import org.spean.testbed.authority.StampBehaviour.Lie;
import org.spean.timestamp.StampStatus;

/** Time-stamps over the evidence of whole exchanges. */
class TimeStampTest {
    @TempDir
    private Path folder;

    private Pair pair(int authorities) throws Exception {
        return Pair.in(folder)
                .ecosystem((description, unready) -> description.timeStampers(authorities))
                .both((file, unready) -> file.set("timestamping.interval", "1s")
                        .set("timestamping.retryDelay", "1s")
                        .set("timestamping.acceptableFailurePeriod", "2s"))
                .start();
    }

    private static void awaitStamped(Gateway gateway, int records) {
        await().atMost(Pair.PATIENCE).untilAsserted(() -> {
            StampStatus status = gateway.timeStamping().status();
            assertThat(status.documents()).isPositive();
            assertThat(status.pending()).isZero();
            assertThat(status.failingSince()).isNull();
            assertThat(unstamped(gateway)).isZero();
            assertThat(all(gateway)).hasSize(records);
        });
    }

    private static List<Long> all(Gateway gateway) {
        return gateway.<List<Long>, RuntimeException>withEvidence(store -> {
            try (EvidenceReader reader = store.reader()) {
                return reader.sample(1000, new Random(1));
            }
        });
    }

    private static long unstamped(Gateway gateway) {
        return gateway.<Long, RuntimeException>withEvidence(store -> {
            try (EvidenceReader reader = store.reader()) {
                return all(gateway).stream()
                        .filter(id -> {
                            var evidence = reader.read(id);
                            return evidence == null || evidence.stamp() == null;
                        })
                        .count();
            }
        });
    }

    @Test
    void theEvidenceOfExchangesIsStampedOnBothSides() throws Exception {
        try (Pair pair = pair(1)) {
            for (int i = 0; i < 3; i++) {
                pair.assertWorks();
            }
            awaitStamped(pair.bank, 6);
            awaitStamped(pair.ministry, 6);
            assertThat(pair.bank.summary()).contains("\"timeStamps\":{\"pending\":0,\"documents\":");
        }
    }

    @Test
    void messagesStopWhileNobodyStampsAndGoOnAfterwards() throws Exception {
        try (Pair pair = pair(2)) {
            pair.ecosystem.stampers().get(0).behave(StampBehaviour.NORMAL.lying(Lie.WRONG_IMPRINT));
            pair.assertWorks();
            awaitStamped(pair.bank, 2);
            pair.ecosystem.stampers().get(1).behave(StampBehaviour.NORMAL.down());
            pair.assertWorks();
            await().atMost(Pair.PATIENCE).untilAsserted(() -> {
                HttpResponse<String> answer = pair.get("/persons/100000042");
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.body())
                        .contains(".LoggingFailed.TimestamperFailed")
                        .doesNotContain("127.");
            });
            await().atMost(Pair.PATIENCE)
                    .untilAsserted(() -> assertThat(pair.bank.summary())
                            .contains("\"refusing\":true")
                            .contains("timeStampingFailed"));
            pair.ecosystem.stampers().get(0).behave(StampBehaviour.NORMAL);
            await().atMost(Pair.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(pair.get("/persons/100000042").statusCode())
                                    .isEqualTo(200));
            await().atMost(Pair.PATIENCE)
                    .untilAsserted(() -> assertThat(unstamped(pair.bank)).isZero());
        }
    }

    @Test
    void anAuthorityIsAddedWhileTheGatewayRuns() throws Exception {
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, unready) -> description.timeStampers(1))
                .both((file, unready) -> file.set("timestamping.interval", "1s")
                        .set("timestamping.authorities", List.of("http://127.0.0.1:9/nobody")))
                .start()) {
            pair.assertWorks();
            await().atMost(Pair.PATIENCE)
                    .until(() -> pair.bank.timeStamping().status().failingSince() != null);
            assertThat(pair.ecosystem.stampers().getFirst().requests()).isZero();
            pair.bankFile
                    .set("timestamping.authorities", List.of("Spean testbed TSA"))
                    .set("timestamping.retryDelay", "1s");
            pair.bankFile.write(pair.server("ss-bank").configuration());
            pair.bank.reload();
            awaitStamped(pair.bank, 2);
            assertThat(pair.bank.timeStamping().status().authorities())
                    .extracting(StampStatus.Authority::name)
                    .containsExactly("Spean testbed TSA");
        }
    }

    @Test
    void stampingFollowsTheIntervalOfTheGlobalConfigurationButNoMoreThanOnceAMinute() throws Exception {
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, unready) -> description.timeStampingInterval(Duration.ofSeconds(1)))
                .start()) {
            pair.assertWorks();
            awaitStamped(pair.bank, 2); // a second after the start
            pair.assertWorks();
            await().atMost(Pair.PATIENCE)
                    .until(() -> pair.bank.timeStamping().status().pending() > 0);
        }
    }
}
