package org.spean.confclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a MIME multipart. Made for directories, where a part may end with its headers and a boundary follow at once;
 * so {@code org.spean.multipart}, strict towards peers, does not serve.
 *
 * @param headers by name in lower case
 * @param body without the line break before the boundary
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MimePart(Map<String, String> headers, byte[] body) {
    private static final int MAX_PARTS = 1000;
    private static final int MAX_HEADERS = 50;

    /** Bytes of all headers of a part: lines that go on and on would be put together at great length. */
    private static final int MAX_HEADER_BYTES = 16 << 10;

    /** Reads headers and what follows the empty line after them. */
    static MimePart parse(byte[] bytes) throws MalformedException {
        Map<String, String> headers = new LinkedHashMap<>();
        @Nullable String last = null;
        int at = 0;
        while (at < bytes.length) {
            int next = nextLine(bytes, at);
            if (next > MAX_HEADER_BYTES) {
                throw new MalformedException("headers of more than " + MAX_HEADER_BYTES + " bytes");
            }
            String line = line(bytes, at, next);
            at = next;
            if (line.isEmpty()) {
                break;
            }
            if (last != null && (line.startsWith(" ") || line.startsWith("\t"))) {
                headers.merge(last, " " + line.strip(), String::concat);
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MAX_HEADERS) {
                throw new MalformedException("a header line without name, or too many: '" + shortened(line) + "'");
            }
            last = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            if (headers.put(last, line.substring(colon + 1).strip()) != null) {
                throw new MalformedException("header " + shortened(last) + " is there twice");
            }
        }
        return new MimePart(headers, Arrays.copyOfRange(bytes, at, bytes.length));
    }

    /** The parts of a multipart, in order. */
    static List<MimePart> split(byte[] bytes, String boundary) throws MalformedException {
        String delimiter = "--" + boundary;
        List<MimePart> parts = new ArrayList<>();
        int begin = -1;
        int at = 0;
        while (at < bytes.length) {
            int next = nextLine(bytes, at);
            String line = line(bytes, at, next).stripTrailing();
            boolean last = line.equals(delimiter + "--");
            if (last || line.equals(delimiter)) {
                if (begin >= 0) {
                    parts.add(parse(Arrays.copyOfRange(bytes, begin, Math.max(begin, at)))
                            .withoutLastBreak());
                }
                begin = next;
                if (parts.size() > MAX_PARTS) {
                    throw new MalformedException("more than " + MAX_PARTS + " parts");
                }
            } else if (begin < 0 && !line.isBlank()) {
                throw new MalformedException("text before the first boundary");
            }
            if (last) {
                if (!new String(bytes, next, bytes.length - next, UTF_8).isBlank()) {
                    throw new MalformedException("text behind the closing boundary");
                }
                return parts;
            }
            at = next;
        }
        throw new MalformedException("truncated: no closing boundary");
    }

    private MimePart withoutLastBreak() {
        int end = body.length;
        if (end > 0 && body[end - 1] == '\n') {
            end -= end > 1 && body[end - 2] == '\r' ? 2 : 1;
        }
        return new MimePart(headers, Arrays.copyOf(body, end));
    }

    /** A header that has to be there. */
    String need(String name) throws MalformedException {
        String value = headers.get(name.toLowerCase(Locale.ROOT));
        if (value == null || value.isEmpty()) {
            throw new MalformedException("missing header " + name);
        }
        return value;
    }

    /** The body out of Base64. */
    byte[] decoded() throws MalformedException {
        String encoding = headers.getOrDefault("content-transfer-encoding", "base64");
        if (!encoding.equalsIgnoreCase("base64")) {
            throw new MalformedException("Content-transfer-encoding '" + shortened(encoding) + "' (expected: base64)");
        }
        try {
            return Base64.getDecoder().decode(new String(body, UTF_8).replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a body that is no Base64", e);
        }
    }

    private static int nextLine(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(bytes.length, at + 1);
    }

    private static String line(byte[] bytes, int from, int to) {
        int end = to;
        if (end > from && bytes[end - 1] == '\n') {
            end--;
        }
        if (end > from && bytes[end - 1] == '\r') {
            end--;
        }
        return new String(bytes, from, end - from, UTF_8);
    }

    static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
