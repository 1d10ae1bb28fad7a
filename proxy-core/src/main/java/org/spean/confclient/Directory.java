package org.spean.confclient;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A verified directory (PR-GCONF 2.4).
 *
 * @param expires until when it may be used
 * @param version 2 to 6; 2 where it does not say
 */
record Directory(Instant expires, int version, List<DirectoryItem> items) {
    static final int OLDEST = 2;
    static final int NEWEST = 6;

    Directory {
        items = List.copyOf(items);
    }

    /** Reads the nested multipart; to be called with what was signed only. */
    static Directory parse(MimePart nested) throws MalformedException {
        String boundary = HeaderValue.parse(nested.need("Content-type")).boundary("multipart/mixed");
        List<MimePart> parts = MimePart.split(nested.body(), boundary);
        if (parts.isEmpty()) {
            throw new MalformedException("no parts");
        }
        List<DirectoryItem> items = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (MimePart part : parts.subList(1, parts.size())) {
            DirectoryItem item = DirectoryItem.of(part);
            if (!seen.add(item.instance() + "/" + item.fileName())) {
                throw new MalformedException(item.identifier() + " is there twice");
            }
            items.add(item);
        }
        MimePart head = parts.getFirst();
        return new Directory(expires(head.need("Expire-date")), version(head), items);
    }

    private static Instant expires(String text) throws MalformedException {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new MalformedException(
                    "Expire-date '" + MimePart.shortened(text) + "' (expected: date and time of ISO 8601)", e);
        }
    }

    private static int version(MimePart head) throws MalformedException {
        String text = head.headers().getOrDefault("version", String.valueOf(OLDEST));
        if (!text.matches("\\d") || Integer.parseInt(text) < OLDEST || Integer.parseInt(text) > NEWEST) {
            throw new MalformedException(
                    "version '" + MimePart.shortened(text) + "' (expected: " + OLDEST + " to " + NEWEST + ")");
        }
        return Integer.parseInt(text);
    }
}
