package org.spean.opmonitor;

import java.util.List;
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

    /** The same up to an earlier second. */
    RecordQuery until(long earlier) {
        return new RecordQuery(from, earlier, client, partner, fields, limit);
    }
}
