package org.spean.testbed.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class FindingsTest {
    @TempDir
    Path folder;

    @Test
    void drawsOnePointForEachLevelOfEachCase() throws Exception {
        String svg = Chart.of(findings(), "2026-11-24");
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        assertThat(root.getElementsByTagName("polyline").getLength()).isEqualTo(3); // A and B, and the share of B
        assertThat(root.getElementsByTagName("circle").getLength()).isEqualTo(9);
        for (int i = 0; i < 9; i++) {
            Element dot = (Element) root.getElementsByTagName("circle").item(i);
            assertThat(Double.parseDouble(dot.getAttribute("cx"))).isBetween(60.0, 840.0);
            assertThat(Double.parseDouble(dot.getAttribute("cy"))).isBetween(55.9, 292.1);
        }
        assertThat(svg).contains("prefers-color-scheme: dark");
    }

    @Test
    void writesAllThatWasFound() throws Exception {
        new Results(folder, true, () -> Instant.parse("2026-11-24T23:00:00Z")).write(findings());
        JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("perf/results/2026-11-24.json")));
        assertThat(json.at("/cases/B/64/perSecond").asDouble()).isEqualTo(3200);
        assertThat(json.at("/summary/valid").asBoolean(false)).isTrue();
        assertThat(json.at("/evidence/B/recordsPerExchange").asDouble()).isEqualTo(4);
        assertThat(folder.resolve("perf/results/2026-11-24.svg")).exists();
    }

    @Test
    void aMissingRecordOrAFailedExchangeIsNoMeasurement() {
        Findings missing = findings();
        missing.evidence("G", new Evidence(100, 0, 399, 20, 0, 1, 1, 1, false));
        assertThat(missing.lastLine()).containsEntry("valid", false);
        Findings failed = findings();
        failed.evidence("G", new Evidence(100, 1, 400, 20, 0, 1, 1, 1, true));
        assertThat(failed.lastLine()).containsEntry("valid", false);
        assertThat(new Findings().lastLine()).containsEntry("valid", false);
    }

    @Test
    void showsEachCaseBesideTheProxies() {
        assertThat(findings().table())
                .contains("| B | 64 | 3,200 | 0.320 | 1.00 | 2.00 | 3.00 | 0.400 | 4.00 | 200 |  |  |");
    }

    @Test
    void drawsRanksByZipfsLaw() {
        int[] hits = new int[10];
        for (int i = 0; i < 1000; i++) {
            hits[Crowd.zipf(10, i / 1000.0)]++;
        }
        assertThat(hits[0]).isBetween(340, 343); // 1 / (1 + 1/2 + … + 1/10)
        assertThat(hits[1]).isBetween(170, 172);
        assertThat(hits[9]).isBetween(33, 36);
    }

    private static Findings findings() {
        Findings findings = new Findings();
        for (int connections : new int[] {1, 64, 256}) {
            findings.add(Map.of("A", series("A", connections, 10_000, 0.1)));
            findings.add(Map.of("B", series("B", connections, 50 * connections, 0.4)));
        }
        findings.evidence("B", new Evidence(1000, 0, 4000, 20, 0, 100, 100, 50, true));
        return findings;
    }

    private static Series series(String name, int connections, int perSecond, double cpuMs) {
        Series series = new Series(name, connections);
        WrkOutput answers = new WrkOutput(perSecond, 1, 1, 0, 1, 2, 3, 4);
        Map<String, Double> cpu = new LinkedHashMap<>();
        cpu.put("one", cpuMs);
        series.add(new Slice(connections, answers, cpu, Map.of("one", 200.0)), List.of());
        return series;
    }
}
