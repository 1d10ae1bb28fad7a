package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.TestbedVersion;
import org.spean.testbed.load.LoadReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spean demo}: from nothing to answered exchanges between two gateways, with an account of what happened. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Starts an X-Road ecosystem on loopback with a bank's and a ministry's gateway, sends exchanges of several",
            "kinds through them and tells what happened. Exit code 0 only if every one went as it should."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  spean demo",
            "  spean demo --keep                         leaves it running for your own requests",
            "  spean demo --load 20s --connections 64    measures it afterwards"
        })
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--keep", description = "Leaves everything running until Ctrl-C.")
    private boolean keep;

    @Option(names = "--json", description = "Prints one JSON object as the last line.")
    private boolean json;

    @Option(names = "--load", paramLabel = "DURATION", description = "Drives load for that long afterwards.")
    private @Nullable Duration load;

    @Option(names = "--connections", defaultValue = "64", description = "Of the load. Default: ${DEFAULT-VALUE}.")
    private int connections = 64;

    @Option(
            names = "--directory",
            paramLabel = "FOLDER",
            description = "Where to work; must not exist or be empty. Default: a new folder under testbed/target/demo.")
    private @Nullable Path directory;

    @Option(
            names = "--command",
            paramLabel = "WORD",
            hidden = true,
            description = "Words of the command line that runs Spean; repeatable. Default: this launcher.")
    private @Nullable List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Narrator narrator = Narrator.ofSystem();
        WorkFolder folder =
                WorkFolder.of(directory, Path.of(System.getProperty("spean.home", "."), "testbed", "target", "demo"));
        List<String> words = command == null ? Launcher.words() : command;
        narrator.title("Spean: a bank asks a ministry's population register, over the X-Road protocol");
        boolean good;
        Map<String, Object> figures;
        try (RunningPair pair = RunningPair.start(folder.path(), words, Scene.PLAIN, narrator)) {
            DemoRun run = new DemoRun(pair, narrator);
            narrator.line("");
            DemoResult result = run.exchanges();
            figures = new LinkedHashMap<>(result.toMap());
            boolean evidence = evidence(pair, words, narrator, figures);
            good = result.good() && evidence;
            if (load != null) {
                LoadReport report = run.load(load, connections);
                report.lines().forEach(line -> narrator.line("  " + line));
                narrator.line("");
                figures.put("load", report.toMap());
                good = good && report.non2xx() + report.failed() == 0;
            }
            narrator.line("  " + result.exchanges() + " exchanges: " + result.ok() + " answered, " + result.refused()
                    + " refused as intended, "
                    + (result.good() ? "none" : narrator.bad(Integer.toString(result.failures())))
                    + " otherwise");
            closing(pair, folder, narrator);
            if (keep) {
                if (json) {
                    narrator.line(new ObjectMapper().writeValueAsString(figures));
                }
                CompletableFuture.anyOf(pair.bank().ended(), pair.ministry().ended())
                        .join();
                good = false; // a gateway has ended by itself; Ctrl-C does not come here
            }
        }
        if (json && !keep) {
            narrator.line(new ObjectMapper().writeValueAsString(figures)); // after everything that ends has ended
        }
        return good ? 0 : 1;
    }

    private static boolean evidence(
            RunningPair pair, List<String> words, Narrator narrator, Map<String, Object> figures)
            throws IOException, InterruptedException {
        narrator.begin("evidence");
        EvidenceCheck bank = EvidenceCheck.run(words, pair.bankServer().configuration(), 20);
        EvidenceCheck ministry = EvidenceCheck.run(words, pair.ministryServer().configuration(), 20);
        EvidenceCheck both = bank.plus(ministry);
        narrator.done("the bank keeps " + bank.records() + " records, the ministry " + ministry.records() + "; of "
                + (both.verified() + both.failed()) + " read back from disk "
                + (both.failed() == 0 ? "all verify" : narrator.bad(both.failed() + " do NOT verify")));
        narrator.line("");
        figures.put("records", both.records());
        figures.put("evidenceVerified", both.verified());
        figures.put("evidenceFailed", both.failed());
        return both.failed() == 0 && both.verified() > 0;
    }

    private void closing(RunningPair pair, WorkFolder folder, Narrator narrator) {
        narrator.line("  evidence, keys and configurations are in " + folder.path());
        narrator.line("");
        narrator.line(keep ? "  Try it yourself; Ctrl-C ends it:" : "  Try it yourself, while it runs with --keep:");
        narrator.line("");
        narrator.line("    curl -s -H 'X-Road-Client: " + pair.bankSubsystem() + "' "
                + pair.bankServer().clientUrl() + "/r1/" + pair.service("identity") + "/persons/100000042");
        narrator.line("    spean check -c " + pair.bankServer().configuration());
        narrator.line("");
    }
}
