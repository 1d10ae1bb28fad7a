package org.spean.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

    private static final long WHILE = 400_000_000;

    @TempDir
    Path folder;

    /** The walk of a hash chain, at its real cost and with each walk done twice. */
    @Test
    void aStepThatTakesTwiceAsLongIsCaught() throws Exception {
        Beside walk = Signatures.chainWalk();
        Baseline baseline = new Baseline();
        baseline.set(Step.HASH_CHAIN_WALK, warmRatio(walk));

        Best again = new Best();
        again.measure(walk, 4 * WHILE); // however busy the machine, some slices are as good as those before
        Best twice = measured(Beside.slowed(walk));

        Baseline.Row row = baseline.of(Step.HASH_CHAIN_WALK);
        assertThat(new Judgement(Step.HASH_CHAIN_WALK, again, row).failed()).isFalse();
        Judgement slower = new Judgement(Step.HASH_CHAIN_WALK, twice, row);
        assertThat(slower.failed()).isTrue();
        assertThat(slower.line()).contains("hash-chain-walk").contains("SLOWER");
    }

    @ParameterizedTest
    @EnumSource
    void everyStepIsInTheBaselineWithABandThatCatchesADoubling(Step step) throws IOException {
        Baseline.Row row = Baseline.read(Path.of("baseline.md")).of(step);
        assertThat(row).isNotNull();
        assertThat(row.band()).isBetween(1.3, 1.95);
    }

    @Test
    void whatIsWithinTheBandPassesAndWhatIsMuchBetterSaysSo() {
        Baseline.Row row = new Baseline.Row(2, 1.5);
        assertThat(judged(2.9, row).failed()).isFalse();
        assertThat(judged(2.9, row).line()).endsWith("ok");
        assertThat(judged(3.1, row).failed()).isTrue();
        assertThat(judged(1.2, row).failed()).isFalse();
        assertThat(judged(1.2, row).line()).contains("worth an --update");
    }

    @Test
    void aStepWithoutABaselineFails() {
        assertThat(judged(1, null).failed()).isTrue();
        assertThat(judged(1, null).line()).contains("NOT IN THE BASELINE");
    }

    @Test
    void anUpdateKeepsTheBandAndTheOtherRows() throws IOException {
        Path file = folder.resolve("baseline.md");
        Baseline first = new Baseline();
        first.set(Step.FAST_VERIFY, 1.25);
        first.write(file);
        Files.writeString(file, Files.readString(file).replace("| 1.6 |", "| 1.4 |"));
        Baseline second = Baseline.read(file);
        second.set(Step.FAST_VERIFY, 1.5);
        second.set(Step.SLOW_VERIFY, 40);
        second.write(file);

        Baseline third = Baseline.read(file);
        assertThat(third.of(Step.FAST_VERIFY)).isEqualTo(new Baseline.Row(1.5, 1.4));
        assertThat(third.of(Step.SLOW_VERIFY)).isEqualTo(new Baseline.Row(40, Step.SLOW_VERIFY.band()));
        assertThat(third.of(Step.REST_PART)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| fast-verify | x | many | 1.5 |",
                "| fast-verify | x | 1.2 |",
                "| fast-verify | x | 1.2 | 0.9 |",
                "| no-such-step | x | 1.2 | 1.5 |"
            })
    void aBrokenBaselineIsRefusedByItsLine(String line) throws IOException {
        Path file = folder.resolve("baseline.md");
        Files.write(file, List.of("# Baseline", "", line));
        assertThatThrownBy(() -> Baseline.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("baseline.md, line 3");
    }

    /** Of compiled code: when it changes no more. */
    private static double warmRatio(Beside beside) throws Exception {
        double before = measured(beside).ratio();
        for (int i = 0; i < 20; i++) {
            double now = measured(beside).ratio();
            if (Math.abs(now / before - 1) < 0.05) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private static Judgement judged(double ratio, Baseline.@Nullable Row row) {
        Best best = new Best();
        best.add(1000, 1000 * ratio);
        return new Judgement(Step.FAST_VERIFY, best, row);
    }

    private static Best measured(Beside beside) throws Exception {
        Best best = new Best();
        best.measure(beside, WHILE);
        return best;
    }
}
