package org.spean.testbed.hostile;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a gateway holds at a moment without traffic.
 *
 * @param values by what is counted
 */
public record Holding(Map<String, Long> values) {
    /** Connections that pools keep come and go; a buffer pool keeps the chunks that it needed at its busiest. */
    private static final Map<String, Long> SLACK =
            Map.of("descriptors", 16L, "connections", 8L, "direct bytes", 48L << 20);

    /** Now. */
    public static Holding of(Victim gateway) throws IOException, InterruptedException {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("exchanges", (long) gateway.metric("spean_exchanges_inflight"));
        values.put("connections", (long) gateway.metric("spean_connections"));
        values.put("spool bytes", (long) gateway.metric("spean_spool_bytes"));
        values.put("spool files", (long) gateway.metric("spean_spool_files") + gateway.spoolFiles());
        values.put("kept bodies", (long) gateway.metric("spean_bodies_bytes"));
        values.put("records that wait", (long) gateway.metric("spean_messagelog_queued"));
        values.put("descriptors", gateway.descriptors());
        values.put("direct bytes", (long) gateway.metric("spean_buffers_direct_bytes"));
        return new Holding(values);
    }

    /** What is more than it was, with both numbers. */
    public Map<String, String> beyond(Holding before) {
        Map<String, String> more = new LinkedHashMap<>();
        values.forEach((what, now) -> {
            long was = before.values.getOrDefault(what, 0L);
            if (now > was + SLACK.getOrDefault(what, 0L)) {
                more.put(what, was + " -> " + now);
            }
        });
        return more;
    }
}
