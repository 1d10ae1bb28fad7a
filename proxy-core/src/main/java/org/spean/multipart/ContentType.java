package org.spean.multipart;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A content type with its parameters (RFC 2045, 5.1).
 *
 * @param mediaType in lower case, such as {@code multipart/mixed}
 * @param parameters by name in lower case; values as they are, unquoted
 */
public record ContentType(String mediaType, Map<String, String> parameters) {
    private static final String SPECIALS = "()<>@,;:\\\"/[]?=";

    /**
     * Reads a header's value; {@code null} when it is malformed, a parameter occurs twice or there is a control character in it, even in
     * quotes: it could not be passed on in a header.
     */
    public static @Nullable ContentType parse(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                return null;
            }
        }
        int at = value.indexOf(';');
        String media = (at < 0 ? value : value.substring(0, at)).strip().toLowerCase(Locale.ROOT);
        int slash = media.indexOf('/');
        if (slash < 0 || !isToken(media, 0, slash) || !isToken(media, slash + 1, media.length())) {
            return null;
        }
        if (at < 0) {
            return new ContentType(media, Map.of());
        }
        Map<String, String> parameters = new HashMap<>();
        while (at < value.length()) {
            int start = skipBlanks(value, at + 1);
            if (start == value.length()) {
                break; // a lone semicolon at the end is common and harmless
            }
            int equals = value.indexOf('=', start);
            if (equals < 0) {
                return null;
            }
            String name = value.substring(start, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder text = new StringBuilder();
            at = parameterValue(value, skipBlanks(value, equals + 1), text);
            if (at < 0 || !isToken(name, 0, name.length()) || parameters.put(name, text.toString()) != null) {
                return null;
            }
        }
        return new ContentType(media, Map.copyOf(parameters));
    }

    /** Appends the value that begins at {@code at}; returns the index of the semicolon behind it, or -1. */
    private static int parameterValue(String value, int at, StringBuilder out) {
        if (at < value.length() && value.charAt(at) == '"') {
            int i = at + 1;
            while (i < value.length() && value.charAt(i) != '"') {
                if (value.charAt(i) == '\\' && ++i == value.length()) {
                    return -1;
                }
                out.append(value.charAt(i++));
            }
            if (i == value.length()) {
                return -1;
            }
            at = skipBlanks(value, i + 1);
            return at == value.length() || value.charAt(at) == ';' ? at : -1;
        }
        int end = value.indexOf(';', at);
        end = end < 0 ? value.length() : end;
        String token = value.substring(at, end).strip();
        out.append(token);
        return isToken(token, 0, token.length()) ? end : -1;
    }

    private static int skipBlanks(String value, int at) {
        while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean isToken(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F || SPECIALS.indexOf(c) >= 0) {
                return false;
            }
        }
        return to > from;
    }

    /** A boundary that may be searched for: 1 to 70 printable characters (RFC 2046, 5.1.1); {@code null} otherwise. */
    public @Nullable String boundary() {
        String boundary = parameters.get("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > MultipartParser.MAX_BOUNDARY) {
            return null;
        }
        for (int i = 0; i < boundary.length(); i++) {
            if (boundary.charAt(i) < ' ' || boundary.charAt(i) >= 0x7F) {
                return null;
            }
        }
        return boundary.endsWith(" ") ? null : boundary;
    }

    /**
     * A multipart's content type with another boundary, every other parameter as it is; {@code null} when no boundary can be
     * replaced for certain: it is malformed, has none, or tells it in pieces (RFC 2231, 3) of which a reader may choose.
     *
     * @param value a header's value
     * @param boundary a token
     */
    public static @Nullable String withBoundary(String value, String boundary) {
        ContentType type = parse(value);
        if (type == null
                || type.boundary() == null
                || type.parameters().keySet().stream().anyMatch(name -> name.startsWith("boundary*"))) {
            return null;
        }
        int at = value.indexOf(';');
        while (at >= 0) {
            int equals = value.indexOf('=', at);
            int start = skipBlanks(value, equals + 1);
            int end = parameterValue(value, start, new StringBuilder());
            if (value.substring(at + 1, equals).strip().equalsIgnoreCase("boundary")) {
                boolean quoted = value.charAt(start) == '"';
                return value.substring(0, start) + (quoted ? '"' + boundary + '"' : boundary) + value.substring(end);
            }
            at = end < value.length() ? end : -1;
        }
        return null;
    }
}
