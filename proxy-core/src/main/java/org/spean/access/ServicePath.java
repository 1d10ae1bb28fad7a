package org.spean.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The path below a service, as a rule must see it. The path is passed on untouched, so a rule may only decide on one that
 * every service reads alike:
 *
 * <ul>
 *   <li><b>unsafe</b>, refused in any case: a segment that is {@code .} or {@code ..}, however it is written (encoded once
 *       or twice, behind an encoded slash or a backslash, before a path parameter, with blanks around it), and an encoded NUL;
 *   <li><b>ambiguous</b>, good only for a right on the whole service: encoded slash or backslash, an empty segment before
 *       the last, path parameters, control characters, broken percent-encoding, what is not UTF-8, encoding within
 *       encoding;
 *   <li>everything else, split at its slashes and percent-decoded once.
 * </ul>
 */
final class ServicePath {
    private ServicePath() {}

    /** Why a path is unsafe, or null if it is not. A path without dots, percent signs and backslashes costs one scan. */
    static @Nullable String unsafe(String raw) {
        boolean suspect = false;
        for (int i = 0; i < raw.length() && !suspect; i++) {
            char c = raw.charAt(i);
            suspect = c == '.' || c == '%' || c == '\\' || c < 0x20;
        }
        if (!suspect) {
            return null;
        }
        String once = lenient(raw);
        String twice = lenient(once);
        if (once.indexOf('\0') >= 0) {
            return "the path contains a NUL character";
        }
        return traverses(raw) || traverses(once) || traverses(twice) ? "the path contains a relative segment" : null;
    }

    /** The decoded segments, or null if the path is ambiguous. The empty path and {@code /} are one empty segment. */
    static String @Nullable [] segments(String raw) {
        String path = raw.startsWith("/") ? raw.substring(1) : raw;
        String[] segments = path.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = decoded(segments[i]);
            if (segment == null || (segment.isEmpty() && i < segments.length - 1)) {
                return null;
            }
            segments[i] = segment;
        }
        return segments;
    }

    private static @Nullable String decoded(String segment) {
        boolean plain = true;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == ';' || c == '\\' || c < 0x20 || c == 0x7f) {
                return null;
            }
            plain &= c < 0x80 && c != '%';
        }
        if (plain) {
            return segment;
        }
        byte[] bytes = segment.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i];
            if (value == '%') {
                value = octet(bytes, i);
                i += 2;
                if (value < 0x20 || value == 0x7f || value == '/' || value == '\\' || value == ';') {
                    return null;
                }
            }
            bytes[length++] = (byte) value;
        }
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
            return encodedAgain(Arrays.copyOf(bytes, length)) ? null : decoded;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean encodedAgain(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && octet(bytes, i) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** The value of {@code %xx} at an index, or -1 if it is none. */
    private static int octet(byte[] bytes, int at) {
        int high = at + 2 < bytes.length ? Character.digit(bytes[at + 1], 16) : -1;
        int low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], 16) : -1;
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Decodes what can be decoded, octet by octet: slashes and dots are all that matters here. */
    private static String lenient(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder decoded = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] == '%' ? octet(bytes, i) : -1;
            decoded.append((char) (value < 0 ? bytes[i] & 0xff : value));
            i += value < 0 ? 0 : 2;
        }
        return decoded.toString();
    }

    private static boolean traverses(String path) {
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i < path.length() && path.charAt(i) != '/' && path.charAt(i) != '\\') {
                continue;
            }
            int end = path.indexOf(';', start);
            end = end < 0 || end > i ? i : end;
            int first = start;
            while (first < end && path.charAt(first) <= ' ') {
                first++;
            }
            while (end > first && path.charAt(end - 1) <= ' ') { // some file systems drop blanks behind a name
                end--;
            }
            int dots = end - first;
            if ((dots == 1 || dots == 2) && path.charAt(first) == '.' && path.charAt(end - 1) == '.') {
                return true;
            }
            start = i + 1;
        }
        return false;
    }
}
