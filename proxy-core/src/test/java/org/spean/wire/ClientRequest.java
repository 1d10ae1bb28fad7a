package org.spean.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.golden.Capture;
import org.spean.golden.Part;
import org.spean.message.RestRequest;

/**
 * What an information system sent, so that the captured request came of it.
 *
 * @param bytes on the client port
 * @param ids UUIDs that the gateway added
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClientRequest(byte[] bytes, List<String> ids) {

    static ClientRequest of(Capture request) throws IOException {
        if (!request.rest()) {
            String id = Objects.requireNonNull(request.header("x-road-request-id"));
            return new ClientRequest(closing(soap(request)), List.of(id));
        }
        RestRequest head = RestRequest.parse(request.message());
        String query = head.queryId();
        return new ClientRequest(
                closing(captured(request, query)), List.of(head.requestId(), query.substring(query.indexOf('-') + 1)));
    }

    private static byte[] closing(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        int line = text.indexOf("\r\n") + 2;
        // X-Road leaves the header out of the message, as we do.
        String closing = text.substring(0, line) + "Connection: close\r\n" + text.substring(line);
        return closing.getBytes(ISO_8859_1);
    }

    private static byte[] captured(Capture request, String query) throws IOException {
        try (Stream<Path> files = Files.list(request.folder())) {
            List<Path> requests = files.filter(
                            file -> file.getFileName().toString().matches("client-request.*\\.http"))
                    .toList();
            if (requests.size() == 1) {
                return Files.readAllBytes(requests.getFirst());
            }
            for (Path file : requests) {
                byte[] bytes = Files.readAllBytes(file);
                if (new String(bytes, ISO_8859_1).contains("X-Road-Id: " + query + "\r\n")) {
                    return bytes;
                }
            }
        }
        return composed(request);
    }

    /** With the headers of parts in the order of the capture: X-Road has one of its own, we keep the client's. */
    private static byte[] soap(Capture request) throws IOException {
        String captured = new String(captured(request, ""), ISO_8859_1);
        byte[] entity = SoapForm.entity(request, request.message());
        String head = captured.substring(0, captured.indexOf("\r\n\r\n") + 4)
                .replaceFirst("(?i)content-length: [0-9]+", "Content-Length: " + entity.length);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(ISO_8859_1));
        bytes.writeBytes(entity);
        return bytes.toByteArray();
    }

    private static byte[] composed(Capture request) {
        List<String> lines = new String(request.message(), ISO_8859_1).lines().toList();
        List<Part> bodies = request.attachments();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((lines.getFirst() + " " + lines.get(1) + " HTTP/1.1\r\nHost: bank\r\n").getBytes(ISO_8859_1));
        for (String line : lines.subList(2, lines.size())) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (!lower.startsWith("x-road-request-id:") && !line.startsWith("x-road-id:CAMBODIA-")) {
                bytes.writeBytes((line + "\r\n").getBytes(ISO_8859_1));
            }
        }
        byte[] body = bodies.isEmpty() ? new byte[0] : bodies.getFirst().content();
        bytes.writeBytes(
                (body.length == 0 ? "\r\n" : "Content-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
