package org.spean.testbed.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompilerTimeTest {
    @Test
    void aThreadThatIsNewCountsWhollyAndOneThatEndedNotAtAll() {
        CompilerTime before = new CompilerTime(Map.of(1L, 100L, 2L, 50L), Map.of(3L, 1000L));
        CompilerTime after = new CompilerTime(Map.of(1L, 110L, 4L, 15L), Map.of(3L, 1075L));

        assertThat(after.shareSince(before)).isEqualTo(0.25, within(1e-9));
        assertThat(after.shareSince(after)).isZero();
    }

    @Test
    void ourOwnJvmHasCompilersAndOtherThreads() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "no /proc: compilers' time cannot be read here");
        CompilerTime now = CompilerTime.of(List.of(ProcessHandle.current().pid()));

        assertThat(now.compilers()).isNotEmpty();
        assertThat(now.others()).hasSizeGreaterThan(2);
        assertThat(now.shareSince(new CompilerTime(Map.of(), Map.of()))).isBetween(0.0, 1.0);
    }
}
