package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a gateway's exchange log says of one exchange. */
record LoggedExchange(JsonNode line) {
    /** Waits until the log of a gateway has a line about the query; {@code null} when there is none in time. */
    static @Nullable LoggedExchange find(Path log, String queryId, Duration patience)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        ObjectMapper json = new ObjectMapper();
        do {
            if (Files.exists(log)) {
                try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
                    List<String> about = lines.filter(l -> l.contains(queryId) && l.endsWith("}"))
                            .toList();
                    if (!about.isEmpty()) {
                        return new LoggedExchange(json.readTree(about.getLast()));
                    }
                }
            }
            Thread.sleep(20);
        } while (System.nanoTime() < end);
        return null;
    }

    String outcome() {
        return line.path("outcome").asText();
    }

    /** The member that signed on this side, or an empty text. */
    String signer() {
        return line.path("signer").asText("");
    }

    /** Subject of the certificate it signed with, or an empty text. */
    String signerCertificate() {
        return line.path("signerCertificate").asText("");
    }

    /** The member whose signature this side has verified, or an empty text. */
    String verifiedSigner() {
        return line.path("verifiedSigner").asText("");
    }

    /** Ids of the records in this side's message log. */
    List<String> records() {
        List<String> ids = new ArrayList<>();
        line.path("records").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    /** The steps and their milliseconds, those that took next to nothing left out. */
    String steps() {
        List<String> steps = new ArrayList<>();
        for (Map.Entry<String, JsonNode> step : line.path("steps").properties()) {
            double ms = step.getValue().asDouble();
            if (ms >= 0.05) {
                steps.add(String.format(Locale.ROOT, "%s %.1f", step.getKey().toLowerCase(Locale.ROOT), ms));
            }
        }
        return steps.isEmpty() ? "each below 0.05" : String.join(", ", steps);
    }
}
