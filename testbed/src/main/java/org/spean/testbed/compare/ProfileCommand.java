package org.spean.testbed.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
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

/** {@code perf/profile}: where a pair's CPU time, its time and its memory go. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Records both gateways of a pair under load by async-profiler: CPU time, wall clock, allocation. Writes a flame",
            "graph of each and a table. Prints one JSON object last; ends with 1 when an exchange failed."
        })
public final class ProfileCommand implements Callable<Integer> {
    @Option(names = "--connections", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}.")
    private int connections = 64;

    @Option(
            names = "--case",
            defaultValue = "B",
            description = {
                "Of the comparison: ${COMPLETION-CANDIDATES}; O is at twice the peak, over more connections than the",
                "gateways take. Default: ${DEFAULT-VALUE}."
            })
    private ProfiledCase profiled = ProfiledCase.B;

    @Option(names = "--warmup", defaultValue = "60s", description = "Default: ${DEFAULT-VALUE}.")
    private Duration warmup = Duration.ofSeconds(60);

    @Option(
            names = "--duration",
            defaultValue = "20s",
            description = "Of each of the six recordings. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ofSeconds(20);

    @Option(
            names = "--java-options",
            paramLabel = "'OPTIONS'",
            defaultValue = "",
            description = "Further ones of the gateways' JVMs, separated by blanks.")
    private String javaOptions = "";

    @Option(
            names = "--settings",
            split = ",",
            paramLabel = "KEY=VALUE",
            description = "Further ones of the gateways, as in limits.exchanges=512.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--nginx", defaultValue = "nginx", description = "Default: ${DEFAULT-VALUE}.")
    private String nginx = "nginx";

    @Option(names = "--wrk", defaultValue = "wrk", description = "Default: ${DEFAULT-VALUE}.")
    private String wrk = "wrk";

    @Option(
            names = "--directory",
            paramLabel = "FOLDER",
            description = "For the flame graphs and the table. Default: perf/results/profile-<date>.")
    private @Nullable Path directory;

    @Option(names = "--command", paramLabel = "WORD", hidden = true, description = "As in demo.")
    private @Nullable List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Narrator narrator = Narrator.ofSystem();
        List<String> words = command == null ? Launcher.words() : command;
        Path perf = Path.of(System.getProperty("spean.home", ".")).resolve("perf");
        LocalDate today = LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
        Path results = Files.createDirectories(
                directory == null ? perf.resolve("results").resolve("profile-" + today) : directory);
        WorkFolder folder = WorkFolder.of(null, perf.resolve("run"));
        Map<String, Object> figures;
        try {
            Bench bench = new Bench(
                    folder.path(),
                    perf.resolve("nginx"),
                    nginx,
                    new Launch(words, javaOptions, Launch.typed(settings)),
                    new Effort(List.of(connections), warmup, duration, duration, 1),
                    "",
                    narrator);
            ProfileRun run =
                    new ProfileRun(bench, results, new Wrk(wrk, folder.path()), duration, connections, profiled);
            figures = run.run();
            narrator.line("");
            run.table().lines().forEach(narrator::line);
        } finally {
            folder.remove();
        }
        narrator.line(new ObjectMapper().writeValueAsString(figures));
        return Boolean.TRUE.equals(figures.get("valid")) ? 0 : 1;
    }
}
