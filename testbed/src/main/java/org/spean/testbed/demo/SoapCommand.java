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

/** {@code perf/soap}: what SOAP costs beside REST, and what large attachments do to memory. */
@Command(
        name = "soap",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Measures a pair of gateways with the same small exchange over SOAP and REST, by turns, then one message with",
            "many attachments and one by MTOM both ways. Installs nothing, works in a folder that it removes, ends by",
            "itself, and prints one JSON object last."
        })
public final class SoapCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "15 s of warm-up and 4 turns of 5 s each; else 60, and 8 of 10.")
    private boolean quick;

    @Option(names = "--connections", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}.")
    private int connections = 64;

    @Option(names = "--warmup", description = "For each protocol, before the first turn.")
    private @Nullable Duration warmup;

    @Option(names = "--turn", description = "Measured time of each turn.")
    private @Nullable Duration turn;

    @Option(names = "--turns", description = "Of each protocol.")
    private int turns;

    @Option(names = "--attachments", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}.")
    private int attachments = 100;

    @Option(names = "--attachment-mb", defaultValue = "10", description = "Of each. Default: ${DEFAULT-VALUE}.")
    private int attachmentMb = 10;

    @Option(names = "--xop-mb", defaultValue = "200", description = "Each way. Default: ${DEFAULT-VALUE}.")
    private int xopMb = 200;

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
        Path home = Path.of(System.getProperty("spean.home", "."));
        WorkFolder folder = WorkFolder.of(directory, home.resolve("perf").resolve("run"));
        Map<String, Object> figures;
        try (RunningPair pair = RunningPair.start(
                folder.path(), command == null ? Launcher.words() : command, Scene.UNLOGGED, narrator)) {
            narrator.line("");
            SoapRun run = new SoapRun(pair, narrator, connections);
            run.compare(
                    warmup == null ? Duration.ofSeconds(quick ? 15 : 60) : warmup,
                    turns > 0 ? turns : quick ? 4 : 8,
                    turn == null ? Duration.ofSeconds(quick ? 5 : 10) : turn);
            run.attachments(attachments, attachmentMb);
            run.xop(xopMb);
            figures = run.figures();
        } finally {
            folder.remove();
        }
        narrator.line(new ObjectMapper().writeValueAsString(figures));
        return Boolean.TRUE.equals(figures.get("valid")) ? 0 : 1;
    }
}
