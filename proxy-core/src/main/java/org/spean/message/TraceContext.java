package org.spean.message;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a call stands in a trace, as W3C Trace Context writes it into two headers.
 *
 * @param parent the header {@code traceparent}
 * @param state the header {@code tracestate}, {@code null} when there is none
 */
public record TraceContext(String parent, @Nullable String state) {

    /** The header's name. */
    public static final String PARENT = "traceparent";

    /** The header's name. */
    public static final String STATE = "tracestate";

    /** Version 00 has this length; later ones may add to it. */
    private static final int LEAST = 55;

    private static final int MOST = 256;
    private static final int MOST_STATE = 512;

    /** What headers say; {@code null} when there is none, or nothing that can be one. */
    public static @Nullable TraceContext of(HttpHeaders headers) {
        String parent = headers.get(PARENT);
        return parent == null ? null : of(parent, headers.getAll(STATE));
    }

    /** What the signed headers of a request say; {@code null} when there is none, or nothing that can be one. */
    public static @Nullable TraceContext of(RestRequest request) {
        String parent = request.header(PARENT);
        return parent == null
                ? null
                : of(
                        parent,
                        request.headers().stream()
                                .filter(header -> header.name().equalsIgnoreCase(STATE))
                                .map(Header::value)
                                .toList());
    }

    private static @Nullable TraceContext of(String parent, List<String> states) {
        if (parent.length() < LEAST || parent.length() > MOST || !visible(parent)) {
            return null;
        }
        String state = String.join(",", states);
        return new TraceContext(
                parent, state.isEmpty() || state.length() > MOST_STATE || !visible(state) ? null : state);
    }

    private static boolean visible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
