package org.spean.testbed.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthTest {
    @Test
    void findsNothingInNoise() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            windows.add(new Window(1000, 5 + i % 3, 20 + 5 * (i % 2), 0.4, 200 + i % 4, 300 + i % 5, 40));
        }
        assertThat(new Growth(windows).growing()).isEmpty();
    }

    @Test
    void namesWhatGrows() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            windows.add(new Window(1000, 5, 20, 0.4, 200 + 10 * i, 300 + 20 * i, 40));
        }
        Growth growth = new Growth(windows);
        assertThat(growth.growing()).hasSize(2);
        assertThat(growth.growing().getFirst()).isEqualTo("rssMb: 210.00, then 270.00");
        assertThat(growth.growing().getLast()).startsWith("descriptors: ");
        assertThat(growth.figures()).containsEntry("rssMbFirst", 210.0).containsEntry("rssMbLast", 270.0);
    }

    @Test
    void oneOutlierIsNoGrowth() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            windows.add(new Window(1000, 5, i == 8 ? 900 : 20, 0.4, 200, 300, 40));
        }
        assertThat(new Growth(windows).growing()).isEmpty();
    }

    @Test
    void needsThreeWindows() {
        assertThatThrownBy(() -> new Growth(List.of())).hasMessageContaining("windows: 0 (expected: at least 3)");
    }
}
