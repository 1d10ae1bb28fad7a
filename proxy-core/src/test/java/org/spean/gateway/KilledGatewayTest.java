package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.demo.KillReport;
import org.spean.testbed.demo.KillRun;

/**
 * Gateways as processes of their own are killed at random moments under load: nothing that a client saw answered lacks its
 * evidence, nothing is left over, nothing has to be repaired. {@code -Dspean.kills=20} for as many as one has time for.
 */
@Tag("long")
class KilledGatewayTest {

    private static final int KILLS = Integer.getInteger("spean.kills", 3);

    @TempDir
    private Path folder;

    @Test
    @Timeout(600)
    void losesNothingThatAClientSawAnswered() throws Exception {
        KillReport report = KillRun.run(folder, OwnCommand.words(), KILLS, System.nanoTime());
        assertThat(report.kills()).isEqualTo(KILLS);
        assertThat(report.lost()).as("answered, but not kept; %s", report).isEmpty();
        assertThat(report.refused()).as("kept, but proves nothing; %s", report).isEmpty();
        assertThat(report.unstamped()).as("not time-stamped; %s", report).isZero();
        assertThat(report.leftOver()).as("left over; %s", report).isEmpty();
        assertThat(report.repairs()).as("repaired; %s", report).isEmpty();
        assertThat(report.sound()).as("%s", report).isTrue();
    }
}
