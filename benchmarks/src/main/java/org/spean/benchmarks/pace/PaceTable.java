package org.spean.benchmarks.pace;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.spean.benchmarks.pace.Policy.Both;

/** Prints what each way of forming batches adds to an exchange and takes of a core, from 1 to 20,000 exchanges a second. */
public final class PaceTable {
    static final List<Integer> RATES = List.of(1, 10, 100, 500, 1000, 2000, 5000, 10_000, 20_000);
    static final List<Both> POLICIES =
            List.of(Both.CLOSED_LOOP, Both.GREEDY, Both.window(500_000), Both.window(2_000_000));

    private static final PrintStream OUT = System.out;

    private PaceTable() {}

    /** No arguments. */
    public static void main(String... arguments) {
        for (var costs : List.of(Costs.RSA, Costs.EC)) {
            OUT.printf(
                    Locale.ROOT,
                    "%nA signature takes %d µs, a durable write %d µs.%n%n| exchanges/s |",
                    costs.signature() / 1000,
                    costs.write() / 1000);
            POLICIES.forEach(policy -> OUT.print(" " + policy.name() + ": added ms mean / p99, % of a core, batch |"));
            OUT.print("\n|---|" + "---|".repeat(POLICIES.size()));
            for (int rate : RATES) {
                OUT.printf(Locale.ROOT, "%n| %,d |", rate);
                for (Both policy : POLICIES) {
                    Simulation.Result result = Simulation.run(costs, policy, rate, exchanges(rate));
                    OUT.printf(
                            Locale.ROOT,
                            " %.2f / %.2f, %.0f %%, %.1f |",
                            result.addedMeanMs(),
                            result.addedP99Ms(),
                            100 * result.cpuShare(),
                            result.signBatch());
                }
            }
            OUT.println();
        }
    }

    /** Five seconds' worth, and enough for percentiles. */
    static int exchanges(int rate) {
        return Math.max(5000, 5 * rate);
    }
}
