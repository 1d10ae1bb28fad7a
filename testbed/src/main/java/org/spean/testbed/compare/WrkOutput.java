package org.spean.testbed.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * What wrk says when it ends, through the script that {@link Wrk} gives it.
 *
 * @param requests answered
 * @param seconds it took
 * @param bytes received, heads included
 * @param errors connections refused or broken, answers other than 2xx and 3xx, and those that did not come in time
 * @param p50Ms of the latency; the others likewise
 */
record WrkOutput(
        long requests,
        double seconds,
        long bytes,
        long errors,
        double p50Ms,
        double p99Ms,
        double p999Ms,
        double maxMs) {
    /** What the script prints when wrk has ended: one line of JSON. */
    static final String SCRIPT = """
            function done(summary, latency, requests)
              local e = summary.errors
              io.write(string.format('\\n{"requests":%d,"micros":%d,"bytes":%d,"connect":%d,"read":%d,"write":%d,'
                .. '"status":%d,"timeout":%d,"p50":%.0f,"p99":%.0f,"p999":%.0f,"max":%.0f}\\n',
                summary.requests, summary.duration, summary.bytes, e.connect, e.read, e.write, e.status, e.timeout,
                latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max))
            end
            """;

    /**
     * Reads all that wrk has printed.
     *
     * @throws IOException when the line of the script is not there
     */
    static WrkOutput read(String text) throws IOException {
        String line = text.lines()
                .filter(l -> l.startsWith("{"))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new IOException("wrk: "
                        + text.strip().lines().reduce((a, b) -> b).orElse("nothing printed")
                        + " (expected: a line of JSON)"));
        JsonNode json = new ObjectMapper().readTree(line);
        long errors = 0;
        for (String kind : new String[] {"connect", "read", "write", "status", "timeout"}) {
            errors += json.path(kind).asLong();
        }
        return new WrkOutput(
                json.path("requests").asLong(),
                json.path("micros").asLong() / 1e6,
                json.path("bytes").asLong(),
                errors,
                json.path("p50").asDouble() / 1e3,
                json.path("p99").asDouble() / 1e3,
                json.path("p999").asDouble() / 1e3,
                json.path("max").asDouble() / 1e3);
    }

    double perSecond() {
        return seconds == 0 ? 0 : requests / seconds;
    }
}
