package org.spean.golden;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One part of a captured multipart message.
 *
 * @param headerBytes its header lines as captured, with the empty line that ends them
 * @param headers names as captured and values, in order
 * @param content all between the empty line and the CRLF of the next boundary
 */
@SuppressWarnings("ArrayRecordComponent") // test data, never compared
public record Part(byte[] headerBytes, List<Header> headers, byte[] content) {
    /** One header line. */
    public record Header(String name, String value) {}

    /** The value of a header, or null. */
    public @Nullable String header(String name) {
        return RawMessage.value(headers, name);
    }

    /** The content type as captured. */
    public String contentType() {
        String value = header("content-type");
        if (value == null) {
            throw new AssertionError("part without content type: " + headers);
        }
        return value;
    }

    /** Whether the content type is this one, parameters aside. */
    public boolean is(String contentType) {
        return contentType().equals(contentType) || contentType().startsWith(contentType + ";");
    }
}
