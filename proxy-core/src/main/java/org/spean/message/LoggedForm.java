package org.spean.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** What is kept of a message part where bodies are not to be logged: request line to the service, and X-Road's headers. */
public final class LoggedForm {
    private LoggedForm() {}

    /** The cut part. Its digest is not the one that was signed; that one is in the hash chain. */
    public static byte[] metadataOnly(MessageHead head) {
        StringBuilder out = new StringBuilder(512);
        switch (head) {
            case RestRequest request -> {
                out.append(request.verb()).append("\r\n");
                String path = request.path();
                out.append(path, 0, path.length() - request.servicePath().length());
                out.append("\r\n");
                keep(out, request.headers());
            }
            case RestResponse response -> {
                out.append(response.status()).append("\r\n");
                out.append(response.reason()).append("\r\n");
                keep(out, response.headers());
            }
        }
        return out.toString().getBytes(ISO_8859_1);
    }

    private static void keep(StringBuilder out, Iterable<Header> headers) {
        for (Header header : headers) {
            if (header.name().regionMatches(true, 0, "x-road-", 0, "x-road-".length())) {
                RestPart.append(out, header.name(), header.value());
            }
        }
    }
}
