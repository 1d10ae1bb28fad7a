package org.spean.testbed.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.TestbedVersion;
import org.spean.testbed.compare.SpeanPair.Launch;
import org.spean.testbed.demo.Launcher;
import org.spean.testbed.demo.Narrator;
import org.spean.testbed.demo.WorkFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code perf/soak}: a pair under steady load for long. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Keeps a pair of gateways at 0.7 of its peak, at a constant rate, and looks whether memory, descriptors, threads",
            "or latencies grow. Prints one JSON object last; ends with 1 when something grows or an exchange failed."
        })
public final class SoakCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "3 minutes instead of 30.")
    private boolean quick;

    @Option(names = "--duration", description = "Under load, after the warm-up.")
    private @Nullable Duration duration;

    @Option(names = "--warmup", description = "Default: 120s; quick 40s.")
    private @Nullable Duration warmup;

    @Option(names = "--connections", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}.")
    private int connections = 64;

    @Option(names = "--directory", paramLabel = "FOLDER", description = "New or empty. Default: perf/run.")
    private @Nullable Path directory;

    @Option(names = "--command", paramLabel = "WORD", hidden = true, description = "As in demo.")
    private @Nullable List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Narrator narrator = Narrator.ofSystem();
        List<String> words = command == null ? Launcher.words() : command;
        Path home = Path.of(System.getProperty("spean.home", "."));
        WorkFolder folder = WorkFolder.of(directory, home.resolve("perf").resolve("run"));
        Duration length = duration == null ? Duration.ofMinutes(quick ? 3 : 30) : duration;
        Duration warm = warmup == null ? Duration.ofSeconds(quick ? 40 : 120) : warmup;
        Map<String, Object> figures;
        try {
            Files.createDirectories(folder.path());
            figures = new SoakRun(folder.path(), Launch.of(words), connections, narrator).run(warm, length);
        } finally {
            folder.remove();
        }
        narrator.line("");
        narrator.line(new ObjectMapper().writeValueAsString(figures));
        return Boolean.TRUE.equals(figures.get("valid")) ? 0 : 1;
    }
}
