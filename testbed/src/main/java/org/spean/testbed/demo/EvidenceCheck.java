package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What {@code spean evidence} says of one gateway's message log.
 *
 * @param records in the log
 * @param verified of the sample, those that verified; {@code failed} those that did not
 */
record EvidenceCheck(long records, long verified, long failed) {
    /** Runs {@code command evidence -c configuration --sample n --json}. */
    static EvidenceCheck run(List<String> command, Path configuration, int sample)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(
                List.of("evidence", "-c", configuration.toString(), "--sample", Integer.toString(sample), "--json"));
        Path errors = configuration.resolveSibling("evidence.log");
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
        builder.environment().put("SPEAN_NO_BUILD", "1");
        Process process = builder.start();
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(10, TimeUnit.SECONDS) || text.isEmpty()) {
                throw new IOException("spean evidence -c " + configuration + ": "
                        + Files.readString(errors).strip());
            }
            JsonNode json = new ObjectMapper().readTree(text.lines().toList().getLast());
            return new EvidenceCheck(
                    json.path("records").asLong(),
                    json.path("verified").asLong(),
                    json.path("failed").asLong());
        } finally {
            process.destroyForcibly();
        }
    }

    EvidenceCheck plus(EvidenceCheck other) {
        return new EvidenceCheck(records + other.records, verified + other.verified, failed + other.failed);
    }
}
