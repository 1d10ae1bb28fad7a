package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.ConfGroup;
import org.spean.testbed.globalconf.ConfManagement;
import org.spean.testbed.globalconf.ConfTreeWriter;
import org.spean.testbed.globalconf.Country;

/**
 * Has the launcher load a large tree of versions 2 and 5, each several times in a JVM of its own with a gateway's
 * settings. Of one version the best time counts, as the machine may do other things at times; of both the worse.
 */
final class TreeMeasurement {
    private final Path folder;
    private final List<String> command;
    private final Narrator narrator;

    TreeMeasurement(Path folder, List<String> command, Narrator narrator) {
        this.folder = folder;
        this.command = command;
        this.narrator = narrator;
    }

    Map<String, Object> run(int times) throws IOException, InterruptedException {
        double loadMs = 0;
        double heapMb = 0;
        double lookupNs = 0;
        for (int version : new int[] {2, 5}) {
            Path tree = Files.createDirectories(folder.resolve("V" + version));
            new ConfTreeWriter(tree).write(content(version));
            double load = Double.MAX_VALUE;
            double heap = Double.MAX_VALUE;
            double lookup = Double.MAX_VALUE;
            for (int i = 0; i < times; i++) {
                JsonNode one = load(tree);
                load = Math.min(load, one.path("loadMs").asDouble());
                heap = Math.min(heap, one.path("heapMb").asDouble());
                lookup = Math.min(lookup, one.path("lookupNs").asDouble());
            }
            narrator.line(String.format(
                    Locale.ROOT,
                    "  version %d, %.1f MB of XML: loaded in %.0f ms, %.1f MB of heap, slowest kind of look-up %.0f ns",
                    version,
                    Files.size(tree.resolve("CAMBODIA/shared-params.xml")) / 1048576.0,
                    load,
                    heap,
                    lookup));
            loadMs = Math.max(loadMs, load);
            heapMb = Math.max(heapMb, heap);
            lookupNs = Math.max(lookupNs, lookup);
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("loadMs", Math.round(loadMs));
        figures.put("heapMb", heapMb);
        figures.put("lookupNs", Math.round(lookupNs));
        return figures;
    }

    private static ConfContent content(int version) {
        Instant expires = InstantSource.system().instant().plus(Duration.ofDays(1));
        return Country.LARGE.addedTo(new ConfContent(
                version,
                "CAMBODIA",
                expires,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new ConfGroup("security-server-owners", "Security server owners", List.of())),
                ConfManagement.of("GOV/NOBODY"),
                Duration.ofHours(1),
                Duration.ofMinutes(1)));
    }

    private JsonNode load(Path tree) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("globalconf-load", tree.toString()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("SPEAN_NO_BUILD", "1");
        Process process = builder.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            if (process.waitFor() != 0 || line == null) {
                throw new IOException("loading " + tree + " failed");
            }
            return new ObjectMapper().readTree(line);
        }
    }
}
