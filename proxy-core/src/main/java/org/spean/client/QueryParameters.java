package org.spean.client;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters behind the question mark of a request for the gateway itself; of each there is at most one. */
final class QueryParameters {

    private final Map<String, List<String>> values;

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Those of a URI.
     *
     * @throws IllegalArgumentException whose message tells the client what is wrong
     */
    static QueryParameters of(String uri) {
        Map<String, List<String>> values;
        try {
            values = new QueryStringDecoder(uri).parameters();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The query is not percent-encoded as it must be", e);
        }
        values.forEach((name, given) -> {
            if (given.size() > 1) {
                throw new IllegalArgumentException("Parameter '" + name + "' must not be given more than once");
            }
        });
        return new QueryParameters(values);
    }

    /** Whether it is there, with a value or without. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Its value; {@code null} when it is not there or empty. */
    @Nullable
    String get(String name) {
        List<String> given = values.get(name);
        return given == null || given.getFirst().isEmpty() ? null : given.getFirst();
    }

    /**
     * Its value.
     *
     * @throws IllegalArgumentException when it is not there or empty
     */
    String required(String name) {
        String value = get(name);
        if (value == null) {
            throw new IllegalArgumentException("Parameter '" + name + "' is missing");
        }
        return value;
    }
}
