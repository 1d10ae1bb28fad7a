package org.spean.trust;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.multipart.ContentType;
import org.spean.multipart.MultipartException;
import org.spean.multipart.MultipartParser;
import org.spean.multipart.MultipartWriter;
import org.spean.multipart.PartHead;
import org.spean.multipart.PartListener;
import reactor.core.Exceptions;

/** The answers on port 5577: OCSP responses as parts of a {@code multipart/related}. */
final class OcspMultipart {
    private static final byte[] PART_TYPE =
            "application/ocsp-response".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    private static final int HEADER_BYTES = 4096;
    private static final int MOST_PARTS = 16;

    private OcspMultipart() {}

    /** The header value that goes with {@link #write}. */
    static String contentType(String boundary) {
        return "multipart/related; type=\"application/ocsp-response\"; charset=UTF-8; boundary=" + boundary;
    }

    static byte[] write(String boundary, List<byte[]> responses) {
        MultipartWriter writer = new MultipartWriter(boundary);
        ByteBuf out = Unpooled.buffer(2048 * (responses.size() + 1));
        for (byte[] response : responses) {
            writer.open(out, PART_TYPE);
            out.writeBytes(response);
        }
        writer.close(out);
        return ByteBufUtil.getBytes(out);
    }

    /** The parts' bytes; throws a propagated {@link OcspException} when this is no such multipart. */
    static List<byte[]> read(String contentType, byte[] body) {
        ContentType type = ContentType.parse(contentType);
        String boundary = type == null ? null : type.boundary();
        if (boundary == null) {
            throw Exceptions.propagate(
                    OcspException.malformed("answered without a boundary: '" + contentType + "'", null));
        }
        Parts parts = new Parts();
        try {
            MultipartParser parser = new MultipartParser(boundary, HEADER_BYTES);
            parser.feed(Unpooled.wrappedBuffer(body), parts);
            parser.finish();
        } catch (MultipartException | IllegalArgumentException e) {
            throw Exceptions.propagate(
                    OcspException.malformed("answered no well-formed multipart: " + e.getMessage(), e));
        }
        return parts.responses;
    }

    /** All over one array, so no buffer here needs releasing. */
    private static final class Parts implements PartListener {
        final List<byte[]> responses = new ArrayList<>();
        private @Nullable ByteBuf current;

        @Override
        public void partBegins(PartHead head) {
            if (responses.size() == MOST_PARTS) {
                throw new MultipartException("more than " + MOST_PARTS + " parts");
            }
            current = Unpooled.buffer(2048);
        }

        @Override
        public void content(ByteBuf data) {
            ByteBuf part = current;
            if (part != null) {
                part.writeBytes(data);
            }
            data.release();
        }

        @Override
        public void partEnds() {
            ByteBuf part = current;
            if (part != null) {
                responses.add(ByteBufUtil.getBytes(part));
            }
            current = null;
        }

        @Override
        public void multipartEnds() {
            current = null;
        }
    }
}
