package org.spean.golden;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP message, as captured or as a test has received it.
 *
 * @param bytes all of it as captured, chunks included
 * @param head start line and headers as captured, with the empty line that ends them
 * @param headers names as captured and values, in order
 * @param entity what follows the head, chunking removed
 */
@SuppressWarnings("ArrayRecordComponent") // test data, never compared
public record RawMessage(byte[] bytes, byte[] head, String startLine, List<Part.Header> headers, byte[] entity) {

    /** All messages of one connection, one after the other. */
    public static List<RawMessage> parse(byte[] connection) {
        List<RawMessage> messages = new ArrayList<>();
        int at = 0;
        while (at < connection.length) {
            int headEnd = indexOf(connection, "\r\n\r\n", at) + 4;
            byte[] head = Arrays.copyOfRange(connection, at, headEnd);
            List<String> lines = new String(head, StandardCharsets.ISO_8859_1)
                    .strip()
                    .lines()
                    .toList();
            List<Part.Header> headers = headers(lines.subList(1, lines.size()));
            int end = connection.length;
            byte[] entity;
            String length = value(headers, "Content-Length");
            if ("chunked".equalsIgnoreCase(value(headers, "Transfer-Encoding"))) {
                ByteArrayOutputStream chunks = new ByteArrayOutputStream();
                end = dechunk(connection, headEnd, chunks);
                entity = chunks.toByteArray();
            } else {
                if (length != null) {
                    end = headEnd + Integer.parseInt(length);
                }
                entity = Arrays.copyOfRange(connection, headEnd, end);
            }
            messages.add(
                    new RawMessage(Arrays.copyOfRange(connection, at, end), head, lines.getFirst(), headers, entity));
            at = end;
        }
        return messages;
    }

    /** The parts between the boundaries of a multipart entity. */
    public static List<Part> parts(byte[] entity, String contentType) {
        String boundary = "--" + contentType.replaceFirst(".*boundary=\"?([^\";]+).*", "$1");
        List<Part> parts = new ArrayList<>();
        int at = indexOf(entity, boundary, 0) + boundary.length();
        while (entity[at] == '\r') {
            int start = at + 2;
            int headEnd = indexOf(entity, "\r\n\r\n", at) + 4;
            int end = indexOf(entity, "\r\n" + boundary, headEnd - 2);
            byte[] head = Arrays.copyOfRange(entity, start, headEnd);
            parts.add(new Part(
                    head,
                    headers(new String(head, StandardCharsets.ISO_8859_1)
                            .strip()
                            .lines()
                            .toList()),
                    Arrays.copyOfRange(entity, headEnd, Math.max(headEnd, end))));
            at = end + 2 + boundary.length();
        }
        String rest = new String(entity, at, entity.length - at, StandardCharsets.ISO_8859_1);
        if (!rest.startsWith("--")) {
            throw new AssertionError("multipart is not closed but followed by: " + rest);
        }
        return parts;
    }

    /** A header of the HTTP message, or null. */
    public @Nullable String header(String name) {
        return value(headers, name);
    }

    static @Nullable String value(List<Part.Header> headers, String name) {
        String last = null;
        for (Part.Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                last = header.value();
            }
        }
        return last;
    }

    private static List<Part.Header> headers(List<String> lines) {
        return lines.stream()
                .map(line -> line.split(":", 2))
                .map(pair -> new Part.Header(pair[0], pair[1].strip()))
                .toList();
    }

    private static int dechunk(byte[] in, int start, ByteArrayOutputStream out) {
        int at = start;
        while (true) {
            int lineEnd = indexOf(in, "\r\n", at);
            int size = Integer.parseInt(new String(in, at, lineEnd - at, StandardCharsets.US_ASCII).strip(), 16);
            at = lineEnd + 2;
            out.write(in, at, size);
            at += size + 2;
            if (size == 0) {
                return at;
            }
        }
    }

    private static int indexOf(byte[] in, String text, int from) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = from; i <= in.length - wanted.length; i++) {
            if (in[i] == wanted[0] && Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not found: " + text);
    }
}
