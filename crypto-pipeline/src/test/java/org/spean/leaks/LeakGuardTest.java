package org.spean.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs tests that leak in a JVM of their own, with the options and the extension of all tests. */
class LeakGuardTest {

    @Test
    void aLeakFailsTheClassInWhichItShowsAndTheRun() throws Exception {
        assertThat(failuresOf(LeakyCases.ShowsAtOnce.class, LeakyCases.Innocent.class))
                .contains("AssertionError: leaked: ByteBuf was not released", "LeakyCases")
                .contains("failed: LeakyCases$ShowsAtOnce", "failed: JUnit Jupiter")
                .doesNotContain("failed: LeakyCases$Innocent");
    }

    @Test
    void aLeakThatShowsLateFailsTheRun() throws Exception {
        assertThat(failuresOf(LeakyCases.ShowsLate.class))
                .contains("failed: JUnit Jupiter", "LeakyCases")
                .doesNotContain("failed: LeakyCases$ShowsLate");
    }

    @Test
    void whoReleasesPasses() throws Exception {
        assertThat(failuresOf(LeakyCases.Innocent.class)).doesNotContain("failed");
    }

    private static String failuresOf(Class<?>... cases) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.leakDetection.level=paranoid",
                "-Dio.netty.customResourceLeakDetector=" + System.getProperty("io.netty.customResourceLeakDetector"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LeakyCases.class.getName()));
        for (Class<?> one : cases) {
            command.add(one.getName());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(output).contains("tests run: " + cases.length);
        return output;
    }
}
