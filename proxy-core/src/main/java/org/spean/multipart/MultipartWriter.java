package org.spean.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;

/** Writes the lines between the parts of one multipart as X-Road writes them: lower-case header names, no preamble. */
public final class MultipartWriter {
    private static final byte[] CONTENT_TYPE = "content-type: ".getBytes(ISO_8859_1);

    private static final int CR_LF = 0x0D0A;
    private static final int CR_LF_CR_LF = 0x0D0A0D0A;
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
        this.boundary = boundary.getBytes(ISO_8859_1);
    }

    /** Ends the part before, if any, and begins one; its bytes are to follow. */
    public void open(ByteBuf out, byte[] contentType) {
        delimiter(out);
        out.writeShort(CR_LF);
        out.writeBytes(CONTENT_TYPE).writeBytes(contentType);
        out.writeInt(CR_LF_CR_LF);
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
