package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HangUpTest {

    /** A process started by nohup never hears of it, whatever it asks for. */
    static boolean ignoredByThisProcess() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(
                                        line.substring("SigIgn:".length()).strip(), 16)
                                & 1)
                        != 0;
            }
        }
        return false;
    }

    @Test
    void runsAtEachSignal() throws Exception {
        assumeFalse(ignoredByThisProcess(), "SIGHUP is ignored by this process, as under nohup");
        Semaphore heard = new Semaphore(0);
        HangUp.run(heard::release);
        for (int i = 0; i < 2; i++) {
            new ProcessBuilder(
                            "kill",
                            "-HUP",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
