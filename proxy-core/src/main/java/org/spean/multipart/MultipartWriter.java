package org.spean.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the lines between the parts of one multipart as X-Road writes them: lower-case header names, no preamble. */
public final class MultipartWriter {
    private static final byte[] CONTENT_TYPE = "content-type: ".getBytes(ISO_8859_1);

    private static final int CR_LF = 0x0D0A;
    private static final int CR_LF_CR_LF = 0x0D0A0D0A;
    private static final int COLON_BLANK = 0x3A20;
    private static final int DASHES = 0x2D2D;
    private static final int DASHES_CR_LF = 0x2D2D0D0A;

    private final byte[] boundary;
    private boolean begun;

    /**
     * For one multipart.
     *
     * @param boundary without the leading dashes
     */
    public MultipartWriter(String boundary) {
        this(boundary, false);
    }

    private MultipartWriter(String boundary, boolean begun) {
        this.boundary = boundary.getBytes(ISO_8859_1);
        this.begun = begun;
    }

    /** For a multipart within a part of another: X-Road begins it with an empty line. */
    public static MultipartWriter nested(String boundary) {
        return new MultipartWriter(boundary, true);
    }

    /** Ends the part before, if any, and begins one; its bytes are to follow. */
    public void open(ByteBuf out, byte[] contentType) {
        delimiter(out);
        out.writeShort(CR_LF);
        out.writeBytes(CONTENT_TYPE).writeBytes(contentType);
        out.writeInt(CR_LF_CR_LF);
    }

    /**
     * Ends the part before, if any, and begins one with these headers: the content type as X-Road writes it, in front, then
     * the others as they are.
     */
    public void open(ByteBuf out, Iterable<Map.Entry<String, String>> headers) {
        delimiter(out);
        out.writeShort(CR_LF);
        List<Map.Entry<String, String>> others = new ArrayList<>(4);
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().equalsIgnoreCase("content-type")) {
                out.writeBytes(CONTENT_TYPE);
                out.writeCharSequence(header.getValue(), ISO_8859_1);
                out.writeShort(CR_LF);
            } else {
                others.add(header);
            }
        }
        for (Map.Entry<String, String> header : others) {
            out.writeCharSequence(header.getKey(), ISO_8859_1);
            out.writeShort(COLON_BLANK);
            out.writeCharSequence(header.getValue(), ISO_8859_1);
            out.writeShort(CR_LF);
        }
        out.writeShort(CR_LF);
    }

    /** Ends the last part and the multipart. */
    public void close(ByteBuf out) {
        delimiter(out);
        out.writeInt(DASHES_CR_LF);
    }

    private void delimiter(ByteBuf out) {
        if (begun) {
            out.writeShort(CR_LF);
        }
        begun = true;
        out.writeShort(DASHES);
        out.writeBytes(boundary);
    }
}
