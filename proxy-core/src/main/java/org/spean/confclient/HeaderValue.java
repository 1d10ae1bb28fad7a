package org.spean.confclient;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A header's value with its parameters, as in {@code SHARED-PARAMETERS; instance='EE'}: quoted by either quote, or not.
 *
 * @param value what stands before the first semicolon
 * @param parameters by name in lower case
 */
record HeaderValue(String value, Map<String, String> parameters) {

    static HeaderValue parse(String text) throws MalformedException {
        int at = text.indexOf(';');
        String value = (at < 0 ? text : text.substring(0, at)).strip();
        Map<String, String> parameters = new HashMap<>();
        while (at >= 0 && at < text.length()) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                if (text.substring(at + 1).isBlank()) {
                    break;
                }
                throw new MalformedException("'" + MimePart.shortened(text) + "': a parameter without '='");
            }
            String name = text.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
            int begin = equals + 1;
            while (begin < text.length() && text.charAt(begin) == ' ') {
                begin++;
            }
            char quote = begin < text.length() ? text.charAt(begin) : ' ';
            int end;
            String parameter;
            if (quote == '"' || quote == '\'') {
                int close = text.indexOf(quote, begin + 1);
                if (close < 0) {
                    throw new MalformedException("'" + MimePart.shortened(text) + "': a quote that does not end");
                }
                parameter = text.substring(begin + 1, close);
                end = text.indexOf(';', close);
                if (!text.substring(close + 1, end < 0 ? text.length() : end).isBlank()) {
                    throw new MalformedException("'" + MimePart.shortened(text) + "': text behind a quote");
                }
            } else {
                end = text.indexOf(';', begin);
                parameter = text.substring(begin, end < 0 ? text.length() : end).strip();
            }
            if (parameters.put(name, parameter) != null) {
                throw new MalformedException("'" + MimePart.shortened(text) + "': parameter " + MimePart.shortened(name)
                        + " is there twice");
            }
            at = end;
        }
        return new HeaderValue(value, Map.copyOf(parameters));
    }

    /** The boundary of a multipart of this type. */
    String boundary(String mediaType) throws MalformedException {
        String boundary = parameters.getOrDefault("boundary", "");
        if (!value.equalsIgnoreCase(mediaType) || boundary.isEmpty() || boundary.length() > 70) {
            throw new MalformedException(
                    "content type '" + MimePart.shortened(value) + "' (expected: " + mediaType + " with a boundary)");
        }
        return boundary;
    }
}
