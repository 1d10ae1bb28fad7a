package org.spean.opmonitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationalMonitorTest {

    @ParameterizedTest
    @CsvSource({
        "1000, 1000, 1000",
        "1000, 1001, 1001",
        "1000, 990, 1000",
        "1000, 940, 1000",
        "1000, 939, 939",
        "87400, 1000, 1000"
    })
    void recordsAreOfNowUnlessTheClockWasSetBackALittle(long latest, long now, long second) {
        assertThat(OperationalMonitor.secondAfter(latest, now)).isEqualTo(second);
    }
}
