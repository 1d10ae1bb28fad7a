package org.spean.opmonitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Statistics as X-Road computes them. */
class HealthStatisticsTest {

    private static RunningStatistics of(long... values) {
        RunningStatistics statistics = new RunningStatistics();
        for (long value : values) {
            statistics.add(value);
        }
        return statistics;
    }

    @Test
    void figuresAreThoseOfACapturedAnswer() {
        RunningStatistics sizes = of(242, 269);
        assertThat(sizes.mean()).isEqualTo(255.5);
        assertThat(sizes.deviation()).isCloseTo(19.091883092036785, within(1e-12));
        assertThat(sizes.least()).isEqualTo(242);
        assertThat(sizes.most()).isEqualTo(269);
        assertThat(of(1075).deviation()).isZero();
    }

    @Test
    void partsTogetherAreTheWhole() {
        RunningStatistics parts = of(1383, 1878);
        parts.add(of(1384, 1385));
        parts.add(of());

        assertThat(parts.count()).isEqualTo(4);
        assertThat(parts.mean()).isEqualTo(1507.5);
        assertThat(parts.deviation()).isCloseTo(247.00134952397863, within(1e-9));
    }
}
