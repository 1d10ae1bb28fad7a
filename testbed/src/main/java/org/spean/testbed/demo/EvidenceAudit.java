package org.spean.testbed.demo;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All of one gateway's message log, as {@code spean evidence} finds and verifies it.
 *
 * @param records how many there are
 * @param unstamped those that wait for a time-stamp
 * @param exchanges how often requests and responses were kept of each exchange, by its id
 * @param refused records that do not verify
 */
record EvidenceAudit(long records, long unstamped, Map<String, Kept> exchanges, List<String> refused) {
    private static final String ALL = "100000000";

    /** Of one exchange. */
    record Kept(int requests, int responses) {
        private Kept plus(Kept other) {
            return new Kept(requests + other.requests, responses + other.responses);
        }
    }

    /** Whether an exchange has exactly its two records. */
    boolean complete(String queryId) {
        return complete(queryId, 1);
    }

    /** The same in a log that several sides of an exchange write. */
    boolean complete(String queryId, int sides) {
        return new Kept(sides, sides).equals(exchanges.get(queryId));
    }

    /** Waits until each record is time-stamped, for as long as patience lasts, and verifies all of them. */
    static EvidenceAudit of(List<String> command, Path configuration, Duration patience)
            throws IOException, InterruptedException {
        Path errors = configuration.resolveSibling("evidence.log");
        long end = System.nanoTime() + patience.toNanos();
        EvidenceAudit found;
        do {
            found = Tool.run(command, arguments("find", configuration), errors, EvidenceAudit::found);
        } while (found.unstamped > 0 && System.nanoTime() < end);
        List<String> refused = Tool.run(command, arguments("verify", configuration), errors, EvidenceAudit::refused);
        return new EvidenceAudit(found.records, found.unstamped, found.exchanges, refused);
    }

    private static List<String> arguments(String what, Path configuration) {
        return List.of("evidence", what, "-c", configuration.toString(), "--most", ALL, "--json");
    }

    private static List<String> refused(InputStream out) throws IOException {
        List<String> refused = new ArrayList<>();
        JsonNode report = new ObjectMapper().readTree(out);
        if (!report.has("verified")) {
            throw new IOException("no report");
        }
        report.path("refused")
                .forEach(one -> refused.add(
                        one.path("record").asText() + ": " + one.path("reason").asText()));
        return refused;
    }

    private static EvidenceAudit found(InputStream out) throws IOException {
        Map<String, Kept> exchanges = new HashMap<>();
        long records = 0;
        long unstamped = 0;
        try (JsonParser json = new ObjectMapper().createParser(out)) {
            JsonToken token = json.nextToken();
            while (token != null && token != JsonToken.START_ARRAY) {
                token = json.nextToken();
            }
            if (token == null) {
                throw new IOException("no records");
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                JsonNode record = json.readValueAsTree();
                boolean response = record.path("direction").asText().equals("response");
                exchanges.merge(
                        record.path("queryId").asText(), new Kept(response ? 0 : 1, response ? 1 : 0), Kept::plus);
                records++;
                unstamped += record.path("stamped").isNull() ? 1 : 0;
            }
        }
        return new EvidenceAudit(records, unstamped, exchanges, List.of());
    }
}
