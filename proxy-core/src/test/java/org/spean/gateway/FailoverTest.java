package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.demo.FailoverReport;
import org.spean.testbed.demo.FailoverRun;

/**
 * Two gateways of one member behind HAProxy, with {@code config-samples/haproxy.cfg} and one message log in PostgreSQL: one
 * after the other is killed under load, and nothing but exchanges in flight suffers.
 */
@Tag("long")
class FailoverTest {

    @TempDir
    private Path folder;

    @Test
    @Timeout(600)
    void aKilledGatewayCostsNothingButWhatWasInFlight() throws Exception {
        Assumptions.assumeTrue(FailoverRun.missing().isEmpty(), FailoverRun.missing() + ": the test is skipped");
        Path sample = Path.of("..", "config-samples", "haproxy.cfg").toRealPath();
        FailoverReport report = FailoverRun.run(folder, OwnCommand.words(), sample, 2, System.nanoTime());
        assertThat(report.kills()).isEqualTo(2);
        assertThat(report.failed()).as("failed, but not in flight; %s", report).isEmpty();
        assertThat(report.lost()).as("answered, but not kept; %s", report).isEmpty();
        assertThat(report.refused()).as("kept, but proves nothing; %s", report).isEmpty();
        assertThat(report.unstamped()).as("not time-stamped; %s", report).isZero();
        assertThat(report.sessions())
                .as("connections of each gateway in each role; %s", report)
                .hasSize(4);
        assertThat(report.sessions().values()).allMatch(sessions -> sessions > 0);
        assertThat(report.sound()).as("%s", report).isTrue();
    }
}
