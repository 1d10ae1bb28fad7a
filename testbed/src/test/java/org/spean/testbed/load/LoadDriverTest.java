package org.spean.testbed.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.spean.testbed.TestbedCommand;
import org.spean.testbed.service.PopulationRegister;
import org.spean.testbed.service.SmallAnswer;
import picocli.CommandLine;

class LoadDriverTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void countsEveryAnswerInAClosedLoop() throws Exception {
        try (SmallAnswer service = SmallAnswer.start(ANY)) {
            LoadReport report =
                    LoadDriver.run(LoadPlan.get(URI.create(service.url() + "/x?y=1"), 4, Duration.ofMillis(300))
                            .withWarmup(Duration.ofMillis(200))
                            .withRequest("POST", new byte[1000])
                            .withPids(Map.of("self", ProcessHandle.current().pid())));
            assertThat(report.total()).isEqualTo(service.requests());
            assertThat(report.exchanges()).isLessThan(report.total());
            assertThat(report.totalBad()).isZero();
            assertThat(report.percentileMs(99)).isGreaterThanOrEqualTo(report.percentileMs(50));
            assertThat(report.toMap()).containsKeys("cpuMsPerExchange", "processes");
        }
    }

    @Test
    void startsNoMoreRequestsThanTheRateInAnOpenLoop() throws Exception {
        try (SmallAnswer service = SmallAnswer.start(ANY)) {
            long start = System.nanoTime();
            LoadReport report = LoadDriver.run(LoadPlan.get(URI.create(service.url()), 8, Duration.ofSeconds(1))
                    .withRate(200));
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat((double) report.total()).isPositive().isLessThanOrEqualTo(200 * seconds + 1);
        }
    }

    @Test
    void latencyInAnOpenLoopIncludesTheWaitForAFreeConnection() throws Exception {
        try (PopulationRegister service = PopulationRegister.start(ANY, 1)) {
            LoadReport report =
                    LoadDriver.run(LoadPlan.get(URI.create(service.url() + "/slow/100"), 1, Duration.ofSeconds(1))
                            .withRate(50));
            assertThat(report.percentileMs(99)).isGreaterThan(300);
        }
    }

    @Test
    void countsWhatIsNot2xx() throws Exception {
        try (PopulationRegister service = PopulationRegister.start(ANY, 1)) {
            LoadReport report =
                    LoadDriver.run(LoadPlan.get(URI.create(service.url() + "/nothing"), 2, Duration.ofMillis(200)));
            assertThat(report.totalBad()).isPositive().isEqualTo(report.total());
            assertThat(report.non2xx()).isEqualTo(report.exchanges());
        }
    }

    @Test
    void saysWhyItCouldNotConnect() {
        assertThatThrownBy(() ->
                        LoadDriver.run(LoadPlan.get(URI.create("http://127.0.0.1:9/"), 1, Duration.ofMillis(100))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no connection to http://127.0.0.1:9/");
    }

    @Test
    void printsJsonAsTheLastLine() throws Exception {
        try (SmallAnswer service = SmallAnswer.start(ANY)) {
            StringWriter out = new StringWriter();
            CommandLine line = TestbedCommand.commandLine().setOut(new PrintWriter(out));
            int code =
                    line.execute("load", "--url", service.url(), "--duration", "200ms", "--header", "A: b", "--json");
            assertThat(code).isZero();
            JsonNode json =
                    new ObjectMapper().readTree(out.toString().lines().toList().getLast());
            assertThat(json.has("exchangesPerSecond")).isTrue();
            assertThat(json.path("connections").asInt()).isEqualTo(16);
            assertThat(json.path("non2xx").asInt(-1)).isZero();
        }
    }
}
