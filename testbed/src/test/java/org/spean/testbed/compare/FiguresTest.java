package org.spean.testbed.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void takesMedians() {
        assertThat(Figures.median(5, 1, 9)).isEqualTo(5);
        assertThat(Figures.median(4, 1, 2, 9)).isEqualTo(3);
        assertThat(Figures.median()).isZero();
    }

    @Test
    void comparesWhatWasMeasuredSideBySide() {
        // The machine was half as fast in the second turn: both suffered, and the ratio does not.
        assertThat(Figures.ratio(List.of(50.0, 25.0, 50.0), List.of(100.0, 50.0, 100.0), d -> d))
                .isEqualTo(0.5);
    }

    @Test
    void readsThePausesOfACollectorAndWhatWasAllocatedBetweenThem() {
        List<GcLog.Pause> pauses = GcLog.read("""
                [0.012s] Using Serial
                [10.000s] GC(1) Pause Young (Allocation Failure) 40M->10M(93M) 3.250ms
                [10.500s] GC(2) Pause Young (Allocation Failure) 36M->11M(93M) 1.000ms
                [11.000s] GC(3) Pause Full (Metadata GC Threshold) 35M->9M(93M) 21.5ms
                """);
        assertThat(pauses).hasSize(3);
        assertThat(pauses.getLast().ms()).isEqualTo(21.5);
        assertThat(GcLog.allocationRate(pauses)).isEqualTo(50);
        assertThat(GcLog.allocationRate(pauses.subList(0, 1))).isZero();
    }

    @Test
    void knowsHowManyRecordsThereMustBe() {
        Ledger ledger = new Ledger();
        ledger.add(100, 0);
        assertThat(ledger.fits(400)).isTrue();
        assertThat(ledger.fits(399)).isFalse();
        assertThat(ledger.fits(401)).isFalse();
        WrkOutput answers = new WrkOutput(50, 1, 0, 0, 1, 1, 1, 1);
        ledger.add(new Slice(8, answers, Map.of(), Map.of()));
        assertThat(ledger.fits(600)).isTrue();
        assertThat(ledger.fits(632)).isTrue();
        assertThat(ledger.fits(633)).isFalse();
        assertThat(ledger.bad()).isZero();
    }
}
