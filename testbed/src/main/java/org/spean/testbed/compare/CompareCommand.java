package org.spean.testbed.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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

/** {@code perf/compare}: pairs of gateways beside two proxies of nginx. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Measures pairs of gateways beside two nginx proxies with mutual TLS, by turns in one run. Prints tables and one",
            "JSON object last; ends with 1 when an exchange failed, evidence is missing or the baseline is too slow."
        })
public final class CompareCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "At most 12 minutes: fewer numbers of connections, shorter slices.")
    private boolean quick;

    @Option(names = "--connections", split = ",", description = "Default: 1,4,16,64,256,1024; quick 1,64,256,1024.")
    private @Nullable List<Integer> connections;

    @Option(names = "--warmup", description = "At least, and until the JVM has compiled. Default: 60s; quick 40s.")
    private @Nullable Duration warmup;

    @Option(names = "--slice", description = "Of gateways; proxies half. Default: 12s; quick 5s.")
    private @Nullable Duration slice;

    @Option(names = "--repetitions", description = "Default: 5; quick 3.")
    private int repetitions;

    @Option(
            names = "--cases",
            defaultValue = "CDEFGO",
            description = "Letters of those wanted besides A and B; O is the open loop. Default: ${DEFAULT-VALUE}.")
    private String cases = "CDEFGO";

    @Option(
            names = "--results",
            description = "Writes perf/results/<date>.json and .svg with --quick too; else only without.")
    private boolean results;

    @Option(
            names = "--beside",
            paramLabel = "LAUNCHER",
            description = "The launcher of another build, whose pair takes its turns beside ours as case X.")
    private @Nullable Path beside;

    @Option(
            names = "--beside-options",
            paramLabel = "'OPTIONS'",
            description = "Options of the JVM of the gateways of case X; of this build, without --beside.")
    private @Nullable String besideOptions;

    @Option(
            names = "--beside-settings",
            split = ",",
            paramLabel = "KEY=VALUE",
            description = "Settings of the gateways of case X, as in peers.compactEvidence=true.")
    private Map<String, String> besideSettings = Map.of();

    @Option(names = "--nginx", defaultValue = "nginx", description = "Default: ${DEFAULT-VALUE}.")
    private String nginx = "nginx";

    @Option(names = "--wrk", defaultValue = "wrk", description = "Default: ${DEFAULT-VALUE}.")
    private String wrk = "wrk";

    @Option(names = "--directory", paramLabel = "FOLDER", description = "New or empty. Default: perf/run.")
    private @Nullable Path directory;

    @Option(names = "--command", paramLabel = "WORD", hidden = true, description = "As in demo.")
    private @Nullable List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!cases.matches("[C-GO]*")) {
            System.err.println("--cases: " + cases + " (expected: letters of CDEFGO)");
            return 2;
        }
        Narrator narrator = Narrator.ofSystem();
        List<String> words = command == null ? Launcher.words() : command;
        Path home = Path.of(System.getProperty("spean.home", "."));
        WorkFolder folder = WorkFolder.of(directory, home.resolve("perf").resolve("run"));
        Findings findings;
        try {
            Bench bench = new Bench(
                    folder.path(),
                    home.resolve("perf").resolve("nginx"),
                    nginx,
                    Launch.of(words),
                    effort(),
                    cases,
                    narrator);
            findings = new CompareRun(bench, other(words), new Wrk(wrk, folder.path())).all();
        } finally {
            folder.remove();
        }
        narrator.line("");
        findings.table().forEach(narrator::line);
        narrator.line("");
        if (results || !quick) {
            new Results(home, quick, InstantSource.system()).write(findings).forEach(narrator::line);
        }
        Map<String, Object> summary = findings.lastLine();
        narrator.line(new ObjectMapper().writeValueAsString(summary));
        return Boolean.TRUE.equals(summary.get("valid")) ? 0 : 1;
    }

    private @Nullable Launch other(List<String> words) {
        if (beside == null && besideOptions == null && besideSettings.isEmpty()) {
            return null;
        }
        return new Launch(
                beside == null ? words : List.of(beside.toAbsolutePath().toString()),
                besideOptions == null ? "" : besideOptions,
                Launch.typed(besideSettings));
    }

    private Effort effort() {
        Effort usual = quick ? Effort.quick() : Effort.thorough();
        return new Effort(
                connections == null ? usual.connections() : connections,
                warmup == null ? usual.warmup() : warmup,
                slice == null ? usual.slice() : slice,
                slice == null ? usual.proxySlice() : slice.dividedBy(2),
                repetitions > 0 ? repetitions : usual.repetitions());
    }
}
