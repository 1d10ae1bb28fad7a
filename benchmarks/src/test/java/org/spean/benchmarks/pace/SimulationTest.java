package org.spean.benchmarks.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.benchmarks.pace.Policy.Both;
import org.spean.benchmarks.pace.Simulation.Result;

/** What the closed loop promises, at any load, with RSA and EC. */
class SimulationTest {

    static List<Arguments> loads() {
        List<Arguments> loads = new ArrayList<>();
        for (Costs costs : List.of(Costs.RSA, Costs.EC)) {
            PaceTable.RATES.forEach(rate -> loads.add(Arguments.of(costs, rate)));
        }
        return loads;
    }

    @ParameterizedTest
    @MethodSource("loads")
    void nothingWaitsLongerThanEightSignaturesOrThreeWrites(Costs costs, int rate) {
        Result closed = run(costs, Both.CLOSED_LOOP, rate);
        assertThat(closed.longestSignWait()).isLessThanOrEqualTo(8);
        assertThat(closed.longestWriteWait()).isLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("loads")
    void takesNoMoreOfTheCpuThanGreedyDraining(Costs costs, int rate) {
        assertThat(run(costs, Both.CLOSED_LOOP, rate).cpuShare())
                .isLessThanOrEqualTo(run(costs, Both.GREEDY, rate).cpuShare() * 1.001);
    }

    @ParameterizedTest
    @MethodSource("loads")
    void addsNoMoreThanAFixedWindowOfTwoMilliseconds(Costs costs, int rate) {
        assertThat(run(costs, Both.CLOSED_LOOP, rate).addedMeanMs())
                .isLessThan(run(costs, Both.window(2_000_000), rate).addedMeanMs());
    }

    @Test
    void addsNothingToWhoIsAloneWhereAWindowAddsItsLengthSixTimes() {
        assertThat(run(Costs.RSA, Both.CLOSED_LOOP, 1).addedMeanMs()).isLessThan(0.02);
        assertThat(run(Costs.RSA, Both.window(500_000), 1).addedMeanMs()).isCloseTo(3, within(0.05));
    }

    @Test
    void underLoadSigningTakesABoundedShareWhereGreedyDrainingTakesTheCore() {
        Result closed = run(Costs.RSA, Both.CLOSED_LOOP, 5000);
        Result greedy = run(Costs.RSA, Both.GREEDY, 5000);
        assertThat(closed.cpuShare()).isLessThan(0.85 * greedy.cpuShare());
        assertThat(closed.signBatch()).isGreaterThan(1.3 * greedy.signBatch());
    }

    @Test
    void theSameSeedGivesTheSameResult() {
        assertThat(run(Costs.RSA, Both.CLOSED_LOOP, 2000)).isEqualTo(run(Costs.RSA, Both.CLOSED_LOOP, 2000));
    }

    private static Result run(Costs costs, Both policy, int rate) {
        return Simulation.run(costs, policy, rate, PaceTable.exchanges(rate));
    }
}
