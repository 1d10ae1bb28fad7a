package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.TestbedVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code perf/throughput}: the pair at several numbers of connections, with the evidence counted and sampled. */
@Command(
        name = "throughput",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Measures a pair of gateways with small REST exchanges at several numbers of connections. Installs nothing,",
            "works in a folder that it removes, ends by itself, prints a table and one JSON object last."
        })
public final class ThroughputCommand implements Callable<Integer> {
    @Option(
            names = "--quick",
            description = "60 s of warm-up and 30 s a step, at most 8 minutes in all; else 120 and 60.")
    private boolean quick;

    @Option(
            names = "--connections",
            split = ",",
            defaultValue = "1,16,64,256",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Integer> connections = List.of(1, 16, 64, 256);

    @Option(names = "--warmup", description = "Over 64 connections, before the first step.")
    private @Nullable Duration warmup;

    @Option(names = "--duration", description = "Measured time of each step.")
    private @Nullable Duration duration;

    @Option(
            names = "--directory",
            paramLabel = "FOLDER",
            description = "Where the message logs are while it runs; must be new or empty. Default: perf/run.")
    private @Nullable Path directory;

    @Option(names = "--command", paramLabel = "WORD", hidden = true, description = "As in demo.")
    private @Nullable List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Narrator narrator = Narrator.ofSystem();
        Duration warm = warmup == null ? Duration.ofSeconds(quick ? 60 : 120) : warmup;
        Duration step = duration == null ? Duration.ofSeconds(quick ? 30 : 60) : duration;
        Duration settle = step.dividedBy(6);
        List<String> words = command == null ? Launcher.words() : command;
        Path home = Path.of(System.getProperty("spean.home", "."));
        WorkFolder folder = WorkFolder.of(directory, home.resolve("perf").resolve("run"));
        narrator.title("Throughput of a pair: " + warm.toSeconds() + " s of warm-up, then " + connections
                + " connections for " + step.toSeconds() + " s each, after " + settle.toSeconds()
                + " s that do not count");
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("script", "perf/throughput");
        figures.put("quick", quick);
        figures.put("warmupSeconds", warm.toSeconds());
        figures.put("measureSeconds", step.toSeconds());
        List<String> table;
        try (RunningPair pair = RunningPair.start(folder.path(), words, Scene.UNLOGGED, narrator)) {
            narrator.line("");
            ThroughputRun run = new ThroughputRun(pair, narrator);
            run.warmUp(64, warm);
            for (int number : connections) {
                run.measure(number, settle, step);
            }
            figures.putAll(run.figures(words));
            table = run.table();
        } finally {
            folder.remove();
        }
        narrator.line("");
        table.forEach(narrator::line);
        narrator.line("");
        if (directory == null) {
            Files.write(folder.path().resolveSibling("throughput.md"), table);
        }
        boolean valid = Boolean.TRUE.equals(figures.get("valid"));
        if (!valid) {
            narrator.line(narrator.bad("not a measurement: an exchange failed, or evidence is missing or wrong"));
        }
        narrator.line(new ObjectMapper().writeValueAsString(figures));
        return valid ? 0 : 1;
    }
}
