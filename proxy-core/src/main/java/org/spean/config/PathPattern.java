package org.spean.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pattern for the path below a service. {@code *} stands for any characters of one segment, and alone for a whole
 * segment that is not empty; {@code **} alone stands for one or more segments, the empty one after a last slash among
 * them. {@code /**} therefore covers every path, {@code /a/**} what is below {@code /a/}. Segments are percent-decoded
 * once and compared exactly. Compiled to arrays; matching does not allocate.
 */
public final class PathPattern {
    private static final String[] MANY = {};

    private final String text;
    // A segment is an array of literal pieces between stars: one piece is a literal, none is **.
    private final String[][] segments;

    private PathPattern(String text, String[][] segments) {
        this.text = text;
        this.segments = segments;
    }

    /** Compiles a pattern; an {@link IllegalArgumentException} names what is wrong with it. */
    public static PathPattern parse(String text) {
        if (!text.startsWith("/")) {
            throw wrong(text, "a path that begins with '/'");
        }
        if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0 || text.indexOf('\\') >= 0) {
            throw wrong(text, "a path without '?', '#' and '\\'");
        }
        String[] parts = text.substring(1).split("/", -1);
        List<String[]> segments = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].isEmpty() && i < parts.length - 1) {
                throw wrong(text, "a path without '//'");
            }
            segments.add(segment(text, parts[i]));
        }
        return new PathPattern(text, segments.toArray(String[][]::new));
    }

    /** Whether every path matches. */
    public boolean coversAll() {
        return segments.length == 1 && segments[0].length == 0;
    }

    /** Whether a path, given as decoded segments, matches; {@code /} and the empty path are one empty segment. */
    public boolean matches(String[] path) {
        int p = 0;
        int s = 0;
        int many = -1;
        int resume = 0;
        while (p < path.length) {
            if (s < segments.length && segments[s].length == 0) {
                many = s++;
                resume = ++p;
            } else if (s < segments.length && matches(segments[s], path[p])) {
                s++;
                p++;
            } else if (many >= 0) {
                // The last ** takes one segment more.
                s = many + 1;
                p = ++resume;
            } else {
                return false;
            }
        }
        return s == segments.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern pattern && pattern.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The pattern as written. */
    @Override
    public String toString() {
        return text;
    }

    private static String[] segment(String text, String part) {
        if (part.equals("**")) {
            return MANY;
        }
        if (part.contains("**")) {
            throw wrong(text, "'**' as a whole segment");
        }
        String[] pieces = part.split("\\*", -1);
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = decode(text, pieces[i]);
        }
        if (pieces.length == 1 && (pieces[0].equals(".") || pieces[0].equals(".."))) {
            throw wrong(text, "a path without '.' and '..'");
        }
        return pieces;
    }

    private static String decode(String text, String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i];
            if (value == '%') {
                boolean complete = i + 2 < bytes.length;
                int high = complete ? Character.digit(bytes[i + 1], 16) : -1;
                int low = complete ? Character.digit(bytes[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw wrong(text, "'%' followed by two hexadecimal digits");
                }
                value = high * 16 + low;
                i += 2;
            }
            if (value == '/' || value == '\\' || (value >= 0 && value < 0x20) || value == 0x7f) {
                throw wrong(text, "a path without encoded slashes and control characters");
            }
            decoded[length++] = (byte) value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Arrays.copyOf(decoded, length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw wrong(text, "percent-encoded UTF-8");
        }
    }

    private static boolean matches(String[] pieces, String segment) {
        if (pieces.length == 1) {
            return pieces[0].equals(segment);
        }
        if (pieces.length == 2 && pieces[0].isEmpty() && pieces[1].isEmpty()) {
            return !segment.isEmpty();
        }
        String last = pieces[pieces.length - 1];
        int end = segment.length() - last.length();
        if (end < pieces[0].length() || !segment.startsWith(pieces[0]) || !segment.endsWith(last)) {
            return false;
        }
        int from = pieces[0].length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = segment.indexOf(pieces[i], from);
            if (found < 0 || found + pieces[i].length() > end) {
                return false;
            }
            from = found + pieces[i].length();
        }
        return true;
    }

    private static IllegalArgumentException wrong(String text, String expected) {
        return new IllegalArgumentException("'" + text + "' (expected: " + expected + ")");
    }
}
