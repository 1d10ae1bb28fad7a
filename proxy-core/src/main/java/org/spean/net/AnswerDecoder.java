package org.spean.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Decodes answers, and knows whether something stands behind the last whole one. A connection on which something does must
 * not be used again: the beginning of a head would swallow the next answer, and a whole one would be taken for it.
 *
 * <p>For one connection, on its event loop.
 */
public final class AnswerDecoder extends HttpResponseDecoder {
    private boolean begun;
    private boolean bodiless;

    /**
     * For one connection.
     *
     * @param lineBytes of the status line, at most
     * @param headerBytes of all headers together, at most
     */
    public AnswerDecoder(int lineBytes, int headerBytes) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(lineBytes)
                .setMaxHeaderSize(headerBytes)
                .setMaxChunkSize(65536));
    }

    /** Whether the next answer has no body, whatever its head says, as it is one to {@code HEAD}. */
    public void bodiless(boolean answer) {
        bodiless = answer;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage head) {
        return bodiless || super.isContentAlwaysEmpty(head);
    }

    /** One call goes at most to the end of an answer. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        int from = buffer.readerIndex();
        int before = out.size();
        super.decode(ctx, buffer, out);
        if (out.size() > before) {
            begun = !(out.getLast() instanceof LastHttpContent);
        } else {
            begun |= buffer.readerIndex() > from;
        }
    }

    /** Whether nothing came behind the last whole answer, not even an empty line. */
    public boolean nothingFollows() {
        return !begun && actualReadableBytes() == 0;
    }
}
