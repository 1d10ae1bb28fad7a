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
import org.spean.testbed.hostile.Bounds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code perf/hostile}: attacks on a running pair, and what becomes of honest clients meanwhile. */
@Command(
        name = "hostile",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Attacks a running pair in every way known here, while honest clients go on, and prints what each attack came",
            "to: its bound, what was observed, the honest clients' p99 meanwhile. Prints one JSON object last."
        })
public final class HostileCommand implements Callable<Integer> {
    private static final Scene SCENE = new Scene(
            builder -> builder,
            content -> content,
            file -> Bounds.in(file.remove("exchangeLog")).set("listen.health", address(file) + ":0"));

    @Option(names = "--quick", description = "At most 6 minutes on a quiet machine; else three times as long.")
    private boolean quick;

    @Option(names = "--strict", description = "Also fails if honest clients waited longer than they may.")
    private boolean strict;

    @Option(names = "--only", paramLabel = "TEXT", description = "Attacks whose name contains it; for work on them.")
    private @Nullable String only;

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
        Map<String, Object> figures;
        boolean held;
        try (RunningPair pair = RunningPair.start(folder.path(), words, SCENE, narrator)) {
            HostileRun run = new HostileRun(pair, narrator, quick ? Duration.ofSeconds(4) : Duration.ofSeconds(16));
            figures = run.run(only == null ? "" : only);
            held = run.held() && (run.calm() || !strict);
        } finally {
            folder.remove();
        }
        narrator.line("");
        narrator.line(new ObjectMapper().writeValueAsString(figures));
        return held ? 0 : 1;
    }

    /** The address that a gateway's other ports have. */
    private static String address(org.spean.testbed.GatewayFile file) {
        String yaml = file.yaml();
        int at = yaml.indexOf("admin:");
        String rest = yaml.substring(at + 6).strip().replace("\"", "");
        return rest.substring(0, rest.indexOf(':'));
    }
}
