package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.TestbedVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code perf/start}: how soon a gateway is ready, what that costs, and what memory it holds at rest. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Starts the same gateway over and over beside an ecosystem that runs, and reports medians: from the start of the",
            "process to its saying that it is ready, the CPU that took, resident memory then and after a rest. With",
            "--beside-options or --beside, another JVM configuration or another build takes turns with it."
        })
public final class StartCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "7 starts and a rest of 5 s; else 15 and 15 s.")
    private boolean quick;

    @Option(names = "--starts", description = "Of each kind.")
    private int starts;

    @Option(names = "--rest", description = "After the last start, before memory at rest is read.")
    private @Nullable Duration rest;

    @Option(names = "--options", defaultValue = "", description = "Further JVM options, separated by blanks.")
    private String options = "";

    @Option(names = "--beside-options", description = "JVM options of a second kind of start, which takes turns.")
    private @Nullable String besideOptions;

    @Option(names = "--beside", paramLabel = "LAUNCHER", description = "The launcher of another build, as second kind.")
    private @Nullable String beside;

    @Option(names = "--directory", paramLabel = "FOLDER", description = "Must be new or empty. Default: perf/run.")
    private @Nullable Path directory;

    @Option(names = "--command", paramLabel = "WORD", hidden = true, description = "As in demo.")
    private @Nullable List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Narrator narrator = Narrator.ofSystem();
        Path home = Path.of(System.getProperty("spean.home", "."));
        WorkFolder folder = WorkFolder.of(directory, home.resolve("perf").resolve("run"));
        List<String> words = command == null ? Launcher.words() : command;
        Map<String, Object> figures;
        try (RunningPair pair = RunningPair.start(folder.path(), words, Scene.UNLOGGED, narrator)) {
            StartMeasurement measurement = new StartMeasurement(pair, narrator);
            measurement.add("", words, options);
            if (beside != null || besideOptions != null) {
                measurement.add(
                        "Beside",
                        beside == null ? words : List.of(beside),
                        besideOptions == null ? options : besideOptions);
            }
            figures = measurement.run(
                    starts > 0 ? starts : quick ? 7 : 15, rest == null ? Duration.ofSeconds(quick ? 5 : 15) : rest);
        } finally {
            folder.remove();
        }
        narrator.line(new ObjectMapper().writeValueAsString(figures));
        return 0;
    }
}
