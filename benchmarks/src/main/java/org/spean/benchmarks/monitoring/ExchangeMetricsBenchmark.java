package org.spean.benchmarks.monitoring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.spean.exchange.ExchangeReport;
import org.spean.message.RestRequest;
import org.spean.messagelog.Side;
import org.spean.monitoring.ExchangeMetrics;
import org.spean.monitoring.Metrics;

/** All meters of one exchange, with the fifteen steps of a consumer, by two event loops at a time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@Threads(2)
public class ExchangeMetricsBenchmark {
    private static final int STEPS = 15;

    private final ExchangeMetrics metrics = new ExchangeMetrics(new Metrics(), () -> 100);
    private ExchangeReport[] reports = {};

    @Setup
    public void reports() {
        reports = new ExchangeReport[64];
        for (int i = 0; i < reports.length; i++) {
            reports[i] = report(i);
        }
    }

    private static ExchangeReport report(int service) {
        RestRequest request = RestRequest.compose(
                "GET",
                "/r1/CAMBODIA/GOV/CAMDX-000121/IDENTITY/service" + service % 4,
                List.of(Map.entry("X-Road-Client", "CAMBODIA/COM/CAMDX-000201/BANK")),
                "8a7e5f1c-7b5e-4a4f-9d9b-8f2d1f9c1b11",
                () -> "1");
        List<ExchangeReport.StepTime> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            steps.add(new ExchangeReport.StepTime("step" + i, 1000L * (service + 1) * (i + 1)));
        }
        return new ExchangeReport(
                Side.CONSUMER,
                ExchangeReport.Outcome.OK,
                Instant.EPOCH,
                request,
                200,
                null,
                null,
                request.client().member(),
                null,
                List.of(1L, 2L),
                null,
                new ExchangeReport.MessageSize(100, 100, 0),
                new ExchangeReport.MessageSize(200, 200, 0),
                10_000_000L,
                steps,
                20_000_000L + service);
    }

    @Benchmark
    public void ended(Turn turn) {
        metrics.ended(reports[turn.next++ & 63]);
    }

    /** Each thread goes round by itself. */
    @State(Scope.Thread)
    public static class Turn {
        private int next;
    }
}
