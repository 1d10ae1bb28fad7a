package org.spean.testbed.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a run that are kept: {@code perf/results/<date>.json} and the chart beside it. */
final class Results {
    private final Path home;
    private final boolean quick;
    private final LocalDate date;

    Results(Path home, boolean quick, InstantSource clock) {
        this.home = home;
        this.quick = quick;
        this.date = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Writes both; what is told of it. */
    List<String> write(Findings findings) throws IOException {
        Path folder = Files.createDirectories(home.resolve("perf").resolve("results"));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("date", date.toString());
        all.put("quick", quick);
        all.put("machine", machine());
        all.putAll(findings.toMap());
        Path json = folder.resolve(date + ".json");
        Files.writeString(
                json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
        Path svg = folder.resolve(date + ".svg");
        Files.writeString(svg, Chart.of(findings, date.toString()), StandardCharsets.UTF_8);
        return List.of("written: " + json + ", " + svg);
    }

    private static Map<String, Object> machine() throws IOException {
        Map<String, Object> machine = new LinkedHashMap<>();
        Path cpus = Path.of("/proc/cpuinfo");
        List<String> lines = Files.isReadable(cpus) ? Files.readAllLines(cpus) : List.of();
        machine.put(
                "processor",
                lines.stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch")));
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("system", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
        machine.put("jdk", Runtime.version().toString());
        return machine;
    }
}
