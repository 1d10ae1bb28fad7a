package org.spean.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whose turn it is. */
class WaitingLinesTest {
    private final WaitingLines<String> lines = new WaitingLines<>();

    private List<String> all() {
        List<String> all = new ArrayList<>();
        while (lines.size() > 0) {
            String next = lines.peek();
            assertThat(lines.poll()).isEqualTo(next);
            all.add(Objects.requireNonNull(next));
        }
        assertThat(lines.poll()).isNull();
        assertThat(lines.peek()).isNull();
        return all;
    }

    @Test
    void oneLineIsServedInItsOrder() {
        for (String entry : List.of("a", "b", "c")) {
            lines.add("who", entry);
        }
        assertThat(all()).containsExactly("a", "b", "c");
    }

    @Test
    void linesAreServedByTurns() {
        for (String entry : List.of("m1", "m2", "m3", "m4")) {
            lines.add("many", entry);
        }
        lines.add("few", "f1");
        lines.add("few", "f2");
        lines.add("one", "o1");
        assertThat(all()).containsExactly("m1", "f1", "o1", "m2", "f2", "m3", "m4");
    }

    @Test
    void whoComesBackStandsBehindThoseThatWait() {
        lines.add("many", "m1");
        lines.add("many", "m2");
        lines.add("few", "f1");
        assertThat(lines.poll()).isEqualTo("m1");
        lines.add("late", "l1");
        assertThat(lines.poll()).isEqualTo("f1");
        lines.add("few", "f2");
        assertThat(all()).containsExactly("m2", "l1", "f2");
    }

    @Test
    void whatIsTakenOutIsOfNoLine() {
        lines.add("many", "m1");
        lines.add("many", "m2");
        lines.add("few", "f1");

        assertThat(lines.remove("many", "m1")).isTrue();
        assertThat(lines.remove("many", "m1")).isFalse();
        assertThat(lines.remove("few", "f1")).isTrue();
        assertThat(lines.remove("nobody", "f1")).isFalse();
        assertThat(lines.size()).isEqualTo(1);
        assertThat(all()).containsExactly("m2");
    }
}
