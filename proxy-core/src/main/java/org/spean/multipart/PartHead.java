package org.spean.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The headers of one part: foreign input, checked for form only. */
public final class PartHead {
    private static final int MAX_HEADERS = 32;

    /** What nearly every part begins with: recognised by its bytes, so that nothing need be parsed or made. */
    private static final PartHead[] KNOWN = {
        known("application/ocsp-response"),
        known("application/x-road-rest-request"),
        known("application/x-road-rest-response"),
        known("application/x-road-rest-body"),
        known("application/hash-chain-result"),
        known("application/hash-chain"),
        known("signature/bdoc-1.0/ts"),
    };

    private final byte[] block;
    private final HttpHeaders headers;
    private final String mediaType;

    private PartHead(byte[] block, HttpHeaders headers, String mediaType) {
        this.block = block;
        this.headers = headers;
        this.mediaType = mediaType;
    }

    private static PartHead known(String type) {
        byte[] block = ("content-type: " + type + "\r\n").getBytes(ISO_8859_1);
        return new PartHead(block, new ReadOnlyHttpHeaders(false, HttpHeaderNames.CONTENT_TYPE, type), type);
    }

    /** Of a block of lines, each ended by CR LF. */
    static PartHead of(byte[] buffer, int length) {
        for (PartHead head : KNOWN) {
            if (Arrays.equals(head.block, 0, head.block.length, buffer, 0, length)) {
                return head;
            }
        }
        return parse(Arrays.copyOf(buffer, length));
    }

    private static PartHead parse(byte[] block) {
        String text = new String(block, ISO_8859_1);
        HttpHeaders headers = new DefaultHttpHeaders();
        int count = 0;
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf("\r\n", at);
            int colon = text.indexOf(':', at);
            if (colon <= at || colon > end) {
                throw new MultipartException("a part's header line is name: value");
            }
            if (++count > MAX_HEADERS) {
                throw new MultipartException("a part has at most " + MAX_HEADERS + " headers");
            }
            try {
                headers.add(
                        text.substring(at, colon),
                        text.substring(colon + 1, end).strip());
            } catch (IllegalArgumentException e) {
                throw new MultipartException("a part's header has characters that are not allowed");
            }
            at = end + 2;
        }
        return new PartHead(block, headers, mediaType(headers));
    }

    private static String mediaType(HttpHeaders headers) {
        if (headers.getAll(HttpHeaderNames.CONTENT_TYPE).size() > 1) {
            throw new MultipartException("a part has one content-type");
        }
        String value = headers.get(HttpHeaderNames.CONTENT_TYPE);
        if (value == null) {
            return "";
        }
        int semicolon = value.indexOf(';');
        String type = semicolon < 0 ? value : value.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    /** All headers; not to be changed. */
    public HttpHeaders headers() {
        return headers;
    }

    /** In lower case and without parameters; empty when the part names none. */
    public String mediaType() {
        return mediaType;
    }

    /** The whole content type; {@code null} when it is absent or malformed. */
    public @Nullable ContentType contentType() {
        String value = headers.get(HttpHeaderNames.CONTENT_TYPE);
        return value == null ? null : ContentType.parse(value);
    }
}
