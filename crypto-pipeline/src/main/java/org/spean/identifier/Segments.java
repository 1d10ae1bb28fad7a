package org.spean.identifier;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The rules for one segment of an identifier, and its form in a path: percent-encoded UTF-8 (PR-REST, 4.3 and 4.4). */
final class Segments {
    private static final int MAX_LENGTH = 255;
    private static final int ZERO_WIDTH_SPACE = 0x200B;
    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Segments() {}

    /**
     * Checks a decoded segment; {@code what} names it in the message. */
    static String check(String what, String segment) {
        int length = segment.length();
        if (length == 0) {
            throw new IdentifierException(what + ": empty");
        }
        if (length > MAX_LENGTH) {
            throw new IdentifierException(what + ": " + length + " characters (expected: at most " + MAX_LENGTH + ")");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw refused(what, segment, "must not be a relative path");
        }
        for (int i = 0; i < length; i++) {
            char c = segment.charAt(i);
            if (c < 0x7F && c >= ' ' && c != '/' && c != '\\') {
                continue;
            }
            if (c == '/' || c == '\\') {
                throw refused(what, segment, "must not contain '" + c + "'");
            }
            if (Character.isISOControl(c)) {
                throw refused(what, segment, "must not contain control characters");
            }
            if (c == ZERO_WIDTH_SPACE || c == BYTE_ORDER_MARK) {
                throw refused(what, segment, "must not contain zero-width characters");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == length
                        || !Character.isLowSurrogate(segment.charAt(i + 1))) {
                    throw refused(what, segment, "must be well-formed Unicode");
                }
                i++;
            }
        }
        return segment;
    }

    /** Whether the segment also obeys the strict rule: none of {@code % : ;}. */
    static boolean strict(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%' || c == ':' || c == ';') {
                return false;
            }
        }
        return true;
    }

    /** Splits at '/' and decodes each segment; refuses fewer than {@code min} or more than {@code max}. */
    static List<String> parse(String what, String path, int min, int max) {
        List<String> segments = new ArrayList<>(max);
        int from = 0;
        while (true) {
            int slash = path.indexOf('/', from);
            segments.add(decode(what, slash < 0 ? path.substring(from) : path.substring(from, slash)));
            if (slash < 0) {
                break;
            }
            if (segments.size() == max) {
                throw wrongCount(what, path, min, max);
            }
            from = slash + 1;
        }
        if (segments.size() < min) {
            throw wrongCount(what, path, min, max);
        }
        return segments;
    }

    static String decode(String what, String encoded) {
        int percent = encoded.indexOf('%');
        if (percent < 0) {
            return encoded;
        }
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length() * 3);
        int i = 0;
        while (i < encoded.length()) {
            percent = encoded.indexOf('%', i);
            int end = percent < 0 ? encoded.length() : percent;
            bytes.put(encoded.substring(i, end).getBytes(StandardCharsets.UTF_8));
            i = end;
            if (percent >= 0) {
                int high = percent + 2 < encoded.length() ? digit(encoded.charAt(percent + 1)) : -1;
                int low = percent + 2 < encoded.length() ? digit(encoded.charAt(percent + 2)) : -1;
                if (high < 0 || low < 0) {
                    throw refused(what, encoded, "percent-encoding is broken");
                }
                bytes.put((byte) ((high << 4) | low));
                i += 3;
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw refused(what, encoded, "percent-encoded bytes are not UTF-8");
        }
    }

    /** Appends a segment with all but RFC 3986's unreserved characters percent-encoded. */
    static StringBuilder encode(StringBuilder to, String segment) {
        int i = 0;
        while (i < segment.length() && unreserved(segment.charAt(i))) {
            i++;
        }
        if (i == segment.length()) {
            return to.append(segment);
        }
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && unreserved((char) b)) {
                to.append((char) b);
            } else {
                to.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
            }
        }
        return to;
    }

    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static boolean unreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static IdentifierException wrongCount(String what, String path, int min, int max) {
        return refused(what, path, "must have " + (min == max ? min : min + " to " + max) + " segments");
    }

    private static IdentifierException refused(String what, String value, String rule) {
        StringBuilder shown = new StringBuilder();
        value.codePoints().limit(MAX_LENGTH).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c > 0xFFFF) {
                shown.append(String.format("\\u{%X}", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return new IdentifierException(what + " \"" + shown + "\": " + rule);
    }
}
