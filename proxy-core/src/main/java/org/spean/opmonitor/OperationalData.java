package org.spean.opmonitor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.identifier.ClientId;
import org.spean.soap.BodyElement;

/** {@code getSecurityServerOperationalData}: what is asked, and the records that answer it (PR-OPMON, 2). */
final class OperationalData {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Origin ORIGIN = Origin.SERVER_PROXY;

    private OperationalData() {}

    /**
     * An answer.
     *
     * @param gzip the records as JSON, compressed
     * @param nextFrom where the next question begins, -1: this answer holds all that was asked for
     */
    @SuppressWarnings("ArrayRecordComponent") // immutable by convention, compared by nobody
    record Payload(int count, byte[] gzip, long nextFrom) {}

    /**
     * What a request asks for.
     *
     * @param asked the request's body
     * @param client who may see its own records only; {@code null}: all
     * @param limit records of an answer
     * @throws FaultException naming what is wrong with it
     */
    static RecordQuery query(BodyElement asked, @Nullable ClientId client, int limit) {
        BodyElement criteria = asked.child("searchCriteria", ORIGIN);
        if (criteria == null) {
            throw invalid("Element 'searchCriteria' is missing");
        }
        long from = seconds(criteria, "recordsFrom");
        long to = seconds(criteria, "recordsTo");
        if (from > to) {
            throw invalid("recordsFrom " + from + " is later than recordsTo " + to);
        }
        BodyElement partner = criteria.child("client", ORIGIN);
        return new RecordQuery(
                from,
                to,
                client,
                partner == null ? null : partner.client(ORIGIN),
                fields(asked.child("outputSpec", ORIGIN), client == null),
                limit);
    }

    private static long seconds(BodyElement criteria, String name) {
        BodyElement element = criteria.child(name, ORIGIN);
        if (element == null) {
            throw invalid("Element '" + name + "' is missing");
        }
        try {
            long seconds = Long.parseLong(element.text());
            if (seconds >= 0) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // told as a negative number is
        }
        throw invalid("Element '" + name + "' must be a number of seconds since 1970");
    }

    /** @param all whether the address of this gateway in its network may be told */
    private static List<RecordField> fields(@Nullable BodyElement spec, boolean all) {
        Set<RecordField> fields = EnumSet.noneOf(RecordField.class);
        for (BodyElement name : spec == null ? List.<BodyElement>of() : spec.children("outputField")) {
            RecordField field = RecordField.named(name.text());
            if (field == null) {
                throw invalid("Unknown outputField: '" + name.text() + "'");
            }
            fields.add(field);
        }
        if (fields.isEmpty()) {
            fields.addAll(RecordField.ALL);
        }
        if (!all) {
            fields.remove(RecordField.INTERNAL_IP);
        }
        return List.copyOf(fields);
    }

    /**
     * The records that answer a question. Blocks.
     *
     * @param now seconds since 1970
     * @param offset how old records must be: younger ones may not all be there yet
     */
    static Payload payload(RecordStore store, RecordQuery asked, long now, Duration offset)
            throws SQLException, IOException {
        long settled = now - offset.toSeconds() - 1;
        if (asked.from() > settled) {
            throw invalid("recordsFrom " + asked.from() + " is too late: records are there up to " + settled);
        }
        RecordQuery available = asked.to() > settled ? asked.until(settled) : asked;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        Writer writer;
        long last;
        try (JsonGenerator json = JSON.createGenerator(new GZIPOutputStream(bytes, 8192))) {
            json.writeStartObject();
            json.writeArrayFieldStart("records");
            writer = new Writer(json, available.fields());
            last = store.each(available, writer);
            json.writeEndArray();
            json.writeEndObject();
        }
        return new Payload(writer.count, bytes.toByteArray(), last < asked.to() ? last + 1 : -1);
    }

    /** Writes records as JSON objects. */
    private static final class Writer implements RecordStore.Reader<IOException> {
        private final JsonGenerator json;
        private final List<RecordField> fields;
        private int count;

        Writer(JsonGenerator json, List<RecordField> fields) {
            this.json = json;
            this.fields = fields;
        }

        @Override
        public void next(Map<RecordField, Object> record) throws IOException {
            count++;
            json.writeStartObject();
            for (RecordField field : fields) {
                @Nullable String second = RecordField.TWICE.get(field);
                value(second == null ? field.json() : second, field.type(), record.get(field));
            }
            for (Map.Entry<RecordField, String> twice : RecordField.TWICE.entrySet()) {
                RecordField field = twice.getKey();
                if (fields.contains(field)) {
                    value(field.json(), field.type(), record.get(field));
                }
            }
            json.writeEndObject();
        }

        private void value(String name, RecordField.Type type, @Nullable Object value) throws IOException {
            switch (value) {
                case null -> {} // not known
                case Number number
                when type == RecordField.Type.FLAG -> json.writeBooleanField(name, number.longValue() != 0);
                case Number number -> json.writeNumberField(name, number.longValue());
                case Object text -> json.writeStringField(name, text.toString());
            }
        }
    }

    private static FaultException invalid(String rule) {
        return FaultException.of(FaultCode.INVALID_REQUEST, ORIGIN, rule);
    }
}
