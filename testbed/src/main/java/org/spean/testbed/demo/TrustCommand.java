package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.TestbedVersion;
import org.spean.testbed.globalconf.Country;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code perf/trust}: what a country's worth of global configuration costs, and what a handshake does. */
@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Measures the global configuration of 10,000 members (load, heap, look-ups, and exchanges of a pair while it",
            "is replaced), and full TLS handshakes of a gateway beside those of nginx. Prints one JSON object last."
        })
public final class TrustCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "At most 4 minutes on a quiet machine; else three times as many rounds.")
    private boolean quick;

    @Option(names = "--only", paramLabel = "PART", description = "One of tree, swap, handshake; for work on it.")
    private @Nullable String only;

    @Option(names = "--nginx", defaultValue = "nginx", description = "Default: ${DEFAULT-VALUE}.")
    private String nginx = "nginx";

    @Option(names = "--directory", paramLabel = "FOLDER", description = "New or empty. Default: perf/run.")
    private @Nullable Path directory;

    @Option(names = "--command", paramLabel = "WORD", hidden = true, description = "As in demo.")
    private @Nullable List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Narrator narrator = Narrator.ofSystem();
        List<String> words = command == null ? Launcher.words() : command;
        int rounds = quick ? 1 : 3;
        Path home = Path.of(System.getProperty("spean.home", "."));
        WorkFolder folder = WorkFolder.of(directory, home.resolve("perf").resolve("run"));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("members", Country.LARGE.members());
        figures.put("servers", Country.LARGE.servers());
        try {
            if (wanted("tree")) {
                narrator.title("A tree of 10,000 members, 20,000 servers and 30,000 subsystems in a fresh JVM");
                figures.putAll(new TreeMeasurement(folder.path(), words, narrator).run(3 * rounds));
            }
            if (wanted("swap") || wanted("handshake")) {
                Path place = folder.path().resolve("pair");
                // Read from the folder: rendering and signing it anew would take the driver's time, not the gateways'.
                Scene scene = Scene.country(place.resolve("globalconf").toAbsolutePath());
                try (RunningPair pair = RunningPair.start(place, words, scene, narrator)) {
                    if (wanted("swap")) {
                        narrator.title("Exchanges of a pair, with and without the tree being replaced");
                        SwapMeasurement swaps = new SwapMeasurement(pair, narrator);
                        figures.putAll(swaps.run(Duration.ofSeconds(20), 6 * rounds));
                    }
                    if (wanted("handshake")) {
                        narrator.title("Full mutual handshakes with three certificates, beside nginx");
                        HandshakeMeasurement handshakes =
                                new HandshakeMeasurement(pair, folder.path().resolve("nginx"), nginx, narrator);
                        figures.put("handshakeCpuRatio", handshakes.run(11 * rounds));
                    }
                }
            }
        } finally {
            folder.remove();
        }
        narrator.line("");
        narrator.line(new ObjectMapper().writeValueAsString(figures));
        return 0;
    }

    private boolean wanted(String part) {
        return only == null || only.equals(part);
    }
}
