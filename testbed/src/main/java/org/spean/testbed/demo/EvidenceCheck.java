package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code spean evidence} says of one gateway's message log.
 *
 * @param records in the log
 * @param unstamped signature documents that wait for a time-stamp
 * @param verified of the sample, those that verified; {@code failed} those that did not
 */
public record EvidenceCheck(long records, long unstamped, long verified, long failed) {
    /** Runs {@code command evidence -c configuration --sample n --json}. */
    public static EvidenceCheck run(List<String> command, Path configuration, int sample)
            throws IOException, InterruptedException {
        List<String> arguments =
                List.of("evidence", "-c", configuration.toString(), "--sample", Integer.toString(sample), "--json");
        return Tool.run(command, arguments, configuration.resolveSibling("evidence.log"), out -> {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            JsonNode json = new ObjectMapper().readTree(text.lines().toList().getLast());
            return new EvidenceCheck(
                    json.path("records").asLong(),
                    json.path("unstamped").asLong(),
                    json.path("verified").asLong(),
                    json.path("failed").asLong());
        });
    }

    public EvidenceCheck plus(EvidenceCheck other) {
        return new EvidenceCheck(
                records + other.records, unstamped + other.unstamped, verified + other.verified, failed + other.failed);
    }
}
