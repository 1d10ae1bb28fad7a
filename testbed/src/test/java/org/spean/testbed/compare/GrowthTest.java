package org.spean.testbed.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final Floor FLOOR = new Floor(0.5, 0.25);

    @Test
    void findsNothingInNoise() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            windows.add(new Window(1000, 5 + i % 3, 20 + 5 * (i % 2), 0.4, 200 + i % 4, 300 + i % 5, 40, FLOOR));
        }
        assertThat(new Growth(windows, 8).growing()).isEmpty();
    }

    @Test
    void namesWhatGrows() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            windows.add(new Window(1000, 5, 20, 0.4, 200 + 10 * i, 300 + 20 * i, 40, FLOOR));
        }
        Growth growth = new Growth(windows, 8);
        assertThat(growth.growing()).hasSize(2);
        assertThat(growth.growing().getFirst()).isEqualTo("rssMb: 210.00, then 270.00");
        assertThat(growth.growing().getLast()).startsWith("descriptors: ");
        assertThat(growth.figures()).containsEntry("rssMbFirst", 210.0).containsEntry("rssMbLast", 270.0);
    }

    /** As many exchanges as at the beginning, spread otherwise over the loops. */
    @Test
    void connectionsThatThePoolsMayKeepAreNoGrowthAndThoseLeftAtRestAre() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            windows.add(new Window(1000, 5, 20, 0.4, 200, 486 + (i < 6 ? 0 : 168), 40, FLOOR));
        }
        Growth growth = new Growth(windows, 64);
        growth.descriptorsAtRest(120, 130);
        assertThat(growth.growing()).isEmpty();

        growth.descriptorsAtRest(120, 160);
        assertThat(growth.growing()).containsExactly("descriptorsAtRest: 120.00, then 160.00");
        assertThat(growth.figures()).containsEntry("descriptorsAtRestLast", 160.0);
    }

    @Test
    void oneOutlierIsNoGrowth() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            windows.add(new Window(1000, 5, i == 8 ? 900 : 20, 0.4, 200, 300, 40, FLOOR));
        }
        assertThat(new Growth(windows, 8).growing()).isEmpty();
    }

    @Test
    void aTailIsMeasuredByItsCalmestWindow() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            windows.add(new Window(1000, 5, i > 6 ? 900 : 20, 0.4, 200, 300, 40, FLOOR));
        }
        assertThat(new Growth(windows, 8).growing()).isEmpty();
        windows.set(6, new Window(1000, 5, 90, 0.4, 200, 300, 40, FLOOR));
        assertThat(new Growth(windows, 8).growing()).containsExactly("p99Ms: 20.00, then 90.00");
    }

    @Test
    void timeThatGrowsWithTheMachinesOwnIsNoGrowth() {
        assertThat(new Growth(slowingDown(FLOOR), 8).growing())
                .satisfiesExactly(
                        p50 -> assertThat(p50).startsWith("p50Ms: 10.00, then 22.00"),
                        p99 -> assertThat(p99).startsWith("p99Ms: 40.00, then 100.00"),
                        cpu -> assertThat(cpu).startsWith("cpuMs: 0.40, then 0.90"));

        Growth slower = new Growth(slowingDown(new Floor(1, 0.5)), 8);

        assertThat(slower.growing()).isEmpty();
        assertThat(slower.figures()).containsEntry("machineSlower", 2.0);
    }

    private static List<Window> slowingDown(Floor then) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            windows.add(
                    i < 5
                            ? new Window(1000, 10, 40, 0.4, 200, 300, 40, FLOOR)
                            : new Window(1000, 22, 100, 0.9, 200, 300, 40, then));
        }
        return windows;
    }

    @Test
    void needsThreeWindows() {
        assertThatThrownBy(() -> new Growth(List.of(), 8)).hasMessageContaining("windows: 0 (expected: at least 3)");
    }
}
