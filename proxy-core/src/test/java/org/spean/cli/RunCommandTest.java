package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.KeyKind;

/** A gateway as a process of its own, and the signals it hears. */
class RunCommandTest {
    private static final String CLIENT = "CAMBODIA/COM/CAMDX-000201/BANK";

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void aHangUpTakesAChangedConfigurationUpInOneLine() throws Exception {
        assumeFalse(HangUpTest.ignoredByThisProcess(), "SIGHUP is ignored by this process, as under nohup");
        try (Ecosystem ecosystem = Ecosystem.in(folder)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .pair("127.97.5.2", "127.97.5.3")
                .start()) {
            EcosystemServer server = ecosystem.server("ss-bank");
            GatewayFile file = ecosystem
                    .gateway("ss-bank")
                    .client(CLIENT)
                    .set("globalConfiguration.reloadInterval", "1h"); // by itself it would not look
            Process process = started(file.write(server.configuration()));
            try (BufferedReader out = process.inputReader()) {
                until(out, line -> line.startsWith("ready {"));
                hangUp(process);
                assertThat(until(out, line -> line.contains("configuration 1")))
                        .endsWith("nothing has changed: configuration 1 stays in use");

                file.set("limits.exchanges", 77).write(server.configuration());
                hangUp(process);
                assertThat(until(out, line -> line.contains("configuration"))).endsWith("configuration 2 in use");

                file.set("limits.exchangez", 77).write(server.configuration());
                hangUp(process);
                assertThat(until(out, line -> line.contains("configuration")))
                        .contains("configuration 2 stays in use: ", "exchangez");

                process.toHandle().destroy();
                until(out, line -> line.startsWith("stopped {"));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static Process started(Path configuration) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SpeanCommand.class.getName(),
                "run",
                "-c",
                configuration.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void hangUp(Process process) throws Exception {
        int code = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(code).isZero();
    }

    /** Reads on to the first such line. */
    private static String until(BufferedReader out, Predicate<String> wanted) throws Exception {
        List<String> passed = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (wanted.test(line)) {
                return line;
            }
            passed.add(line);
        }
        throw new AssertionError("it ended: " + String.join(System.lineSeparator(), passed));
    }
}
