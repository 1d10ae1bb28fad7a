package org.spean.testbed.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.spean.testbed.compare.SpeanPair.Launch;
import org.spean.testbed.demo.Narrator;
import org.spean.testbed.load.WarmUp;

/**
 * Where and with what is measured.
 *
 * @param folder of this run
 * @param configurations of nginx
 * @param nginx the program
 * @param ours how the gateways that are measured are run
 * @param cases letters of those that are wanted besides A and B; O: the open loop
 */
record Bench(
        Path folder, Path configurations, String nginx, Launch ours, Effort effort, String cases, Narrator narrator) {
    /** What is asked of the service; it answers the same to every path. */
    static final String PATH = "/persons/100000042";

    private static final int WARMING = 64;

    boolean wants(char letter) {
        return cases.indexOf(letter) >= 0;
    }

    Turns turns(Wrk wrk) {
        return new Turns(wrk, effort, narrator);
    }

    /**
     * Drives a case until what its JVMs compile is settled.
     *
     * @param least nothing is done if it is zero
     */
    void warmUp(Wrk wrk, SpeanPair pair, Case what, Duration least) throws IOException, InterruptedException {
        if (least.isZero()) {
            return;
        }
        WarmUp warm = WarmUp.of(what.processes().values(), least, length -> {
            try (Narrator.Ticking _ = narrator.ticking("warming up " + what.name(), length)) {
                pair.ledger().add(wrk.run(what, WARMING, length));
            }
        });
        narrator.line("  " + what.name() + ' ' + warm);
    }
}
