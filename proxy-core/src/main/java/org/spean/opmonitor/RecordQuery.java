package org.spean.opmonitor;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;

/**
 * Which records are asked for.
 *
 * @param from seconds since 1970, inclusive
 * @param to seconds since 1970, inclusive
 * @param client only exchanges in which it was client or provider; {@code null}: all
 * @param partner only exchanges with this one: the provider, or for a provider its client; {@code null}: all
 * @param fields of each record
 * @param limit records, unless more fall into one second
 */
record RecordQuery(
        long from,
        long to,
        @Nullable ClientId client,
        @Nullable ClientId partner,
        List<RecordField> fields,
        int limit) {
    RecordQuery {
        fields = List.copyOf(fields);
    }

    private static final List<RecordField> CLIENT = List.of(
            RecordField.CLIENT_INSTANCE,
            RecordField.CLIENT_CLASS,
            RecordField.CLIENT_CODE,
            RecordField.CLIENT_SUBSYSTEM);
    private static final List<RecordField> PROVIDER = List.of(
            RecordField.SERVICE_INSTANCE,
            RecordField.SERVICE_CLASS,
            RecordField.SERVICE_MEMBER,
            RecordField.SERVICE_SUBSYSTEM);

    /** Whether a record of that time is asked for. */
    boolean wants(Map<RecordField, Object> record) {
        if (client == null) {
            return partner == null || is(record, PROVIDER, partner);
        }
        return (is(record, CLIENT, client) && (partner == null || is(record, PROVIDER, partner)))
                || (is(record, PROVIDER, client) && (partner == null || is(record, CLIENT, partner)));
    }

    private static boolean is(Map<RecordField, Object> record, List<RecordField> fields, ClientId id) {
        return id.member().instance().equals(record.get(fields.get(0)))
                && id.member().memberClass().equals(record.get(fields.get(1)))
                && id.member().memberCode().equals(record.get(fields.get(2)))
                && Objects.equals(id.subsystem(), record.get(fields.get(3)));
    }

    /** The same up to an earlier second. */
    RecordQuery until(long earlier) {
        return new RecordQuery(from, earlier, client, partner, fields, limit);
    }
}
