package org.spean.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** One audit event as one line of JSON. */
final class AuditLine {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST = 2000;

    private AuditLine() {}

    static String of(
            Instant at, String server, String action, String who, boolean allowed, Map<String, String> details) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", at.toString());
            json.writeStringField("server", server);
            json.writeStringField("event", action);
            json.writeStringField("who", bounded(who));
            json.writeStringField("outcome", allowed ? "done" : "refused");
            for (Map.Entry<String, String> detail : new TreeMap<>(details).entrySet()) {
                json.writeStringField(detail.getKey(), bounded(detail.getValue()));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("audit: " + e.getMessage(), e);
        }
        return line.toString();
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
