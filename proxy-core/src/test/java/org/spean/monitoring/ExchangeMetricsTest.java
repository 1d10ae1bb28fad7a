package org.spean.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.spean.exchange.ExchangeReport;
import org.spean.exchange.ExchangeReport.Outcome;
import org.spean.message.RestRequest;
import org.spean.messagelog.Side;

class ExchangeMetricsTest {
    private static final String SUBSYSTEM = "CAMBODIA/GOV/CAMDX-000121/IDENTITY/";

    private final ExchangeMetrics metrics = new ExchangeMetrics(new Metrics(), () -> 2);

    private void ended(String service, Outcome outcome, long millis) {
        RestRequest request = RestRequest.compose(
                "GET",
                "/r1/" + SUBSYSTEM + service,
                List.of(Map.entry("X-Road-Client", "CAMBODIA/COM/CAMDX-000201/BANK")),
                "8a7e5f1c-7b5e-4a4f-9d9b-8f2d1f9c1b11",
                () -> "1");
        metrics.ended(new ExchangeReport(
                Side.CONSUMER,
                outcome,
                Instant.EPOCH,
                request,
                200,
                null,
                null,
                request.client().member(),
                null,
                List.of(),
                null,
                new ExchangeReport.MessageSize(0, 0, 0),
                null,
                0,
                List.of(new ExchangeReport.StepTime("accept", 1000)),
                millis * 1_000_000));
    }

    private ServiceTraffic of(String service) {
        return metrics.traffic().stream()
                .filter(each -> each.service().equals(service))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aServiceIsNamedWithItsFirstAnswerAndTheRestShareOneName() {
        ended("a", Outcome.REFUSED, 1);
        ended("a", Outcome.OK, 1);
        ended("a", Outcome.FAILED, 1);
        ended("b", Outcome.OK, 1);
        ended("c", Outcome.OK, 1);
        for (int i = 0; i < 1000; i++) {
            ended("made-up-" + i, Outcome.REFUSED, 1);
        }

        assertThat(metrics.traffic()).hasSize(3);
        assertThat(of(SUBSYSTEM + "a").answered()).isEqualTo(1);
        assertThat(of(SUBSYSTEM + "a").failed()).isEqualTo(1);
        assertThat(of(SUBSYSTEM + "b").exchanges()).isEqualTo(1);
        assertThat(of(ExchangeMetrics.OTHER).answered()).isEqualTo(1);
        assertThat(of(ExchangeMetrics.OTHER).refused()).isEqualTo(1001);
    }

    @Test
    void quantilesAreOfWhatCameSince() {
        for (int i = 0; i < 100; i++) {
            ended("a", Outcome.OK, 150);
        }
        ServiceTraffic before = of(SUBSYSTEM + "a");
        assertThat(before.quantile(0.5, new long[0])).isBetween(100.0, 200.0);
        assertThat(before.quantile(0.5, before.counts())).as("nothing came").isZero();

        for (int i = 0; i < 98; i++) {
            ended("a", Outcome.OK, 4);
        }
        ended("a", Outcome.OK, 15);
        ended("a", Outcome.OK, 700);
        ServiceTraffic after = of(SUBSYSTEM + "a");
        assertThat(after.quantile(0.5, before.counts())).isBetween(2.0, 5.0);
        assertThat(after.quantile(0.99, before.counts())).isCloseTo(20, within(10.0));
        assertThat(after.quantile(1, before.counts())).isBetween(500.0, 1000.0);
    }
}
