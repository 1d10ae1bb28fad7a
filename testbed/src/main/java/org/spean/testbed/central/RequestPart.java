package org.spean.testbed.central;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a multipart.
 *
 * @param headers by their names in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RequestPart(Map<String, String> headers, byte[] content) {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");

    /** The parts of a body; one that is no multipart is the only part. */
    static List<RequestPart> of(String contentType, byte[] body) throws RefusalException {
        if (!contentType.startsWith("multipart/")) {
            return List.of(new RequestPart(Map.of("content-type", contentType), body));
        }
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!contentType.startsWith("multipart/related") || !boundary.find()) {
            throw new RefusalException("Content-Type: " + contentType + " (expected: multipart/related; boundary=…)");
        }
        String[] pieces =
                ("\r\n" + new String(body, ISO_8859_1)).split(Pattern.quote("\r\n--" + boundary.group(1)), -1);
        List<RequestPart> parts = new ArrayList<>();
        for (int i = 1; i < pieces.length - 1; i++) {
            parts.add(part(pieces[i]));
        }
        if (pieces.length < 2 || !pieces[pieces.length - 1].startsWith("--")) {
            throw new RefusalException("The multipart does not end");
        }
        return parts;
    }

    private static RequestPart part(String piece) throws RefusalException {
        int blank = piece.indexOf("\r\n\r\n");
        if (blank < 0) {
            throw new RefusalException("A part has no headers");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line : piece.substring(0, blank).strip().split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new RequestPart(headers, piece.substring(blank + 4).getBytes(ISO_8859_1));
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
