package org.spean.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * What is kept of a message part where no more is to be kept than what identifies it: of REST the request line to the service and X-Road's
 * headers, of SOAP the envelope with nothing in its body.
 */
public final class LoggedForm {
    private LoggedForm() {}

    /** The cut part. Its digest is not the one that was signed; that one is in the hash chain. */
    public static byte[] metadataOnly(MessageHead head) {
        return switch (head) {
            case RestRequest request -> {
                String path = request.path();
                yield headersOf(
                        request.verb(),
                        path.substring(0, path.length() - request.servicePath().length()),
                        request.headers());
            }
            case RestResponse response ->
                headersOf(Integer.toString(response.status()), response.reason(), response.headers());
            case SoapRequest request -> withoutBody(request.message());
            case SoapResponse response -> withoutBody(response.message());
        };
    }

    private static byte[] headersOf(String first, String second, Iterable<Header> headers) {
        StringBuilder out = new StringBuilder(512);
        out.append(first).append("\r\n").append(second).append("\r\n");
        for (Header header : headers) {
            if (header.name().regionMatches(true, 0, "x-road-", 0, "x-road-".length())) {
                RestPart.append(out, header.name(), header.value());
            }
        }
        return out.toString().getBytes(ISO_8859_1);
    }

    private static byte[] withoutBody(SoapMessage message) {
        byte[] octets = message.octets();
        int behind = octets.length - message.bodyEnd();
        byte[] cut = Arrays.copyOf(octets, message.bodyStart() + behind);
        System.arraycopy(octets, message.bodyEnd(), cut, message.bodyStart(), behind);
        return cut;
    }
}
