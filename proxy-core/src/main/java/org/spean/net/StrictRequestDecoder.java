package org.spean.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes requests and refuses those that another server on the way could read otherwise than we do. Netty's decoder refuses
 * most of them by itself; what it takes and we do not (RFC 9112, 2.3, 3, 5.2, 6.1):
 *
 * <ul>
 *   <li>a header value that goes on in the next line, which for others is a header of its own,
 *   <li>a request line with other white space than two single blanks,
 *   <li>another transfer coding than {@code chunked} alone: we would drop the name of the coding and keep the coded bytes,
 *   <li>another version than 1.0 and 1.1.
 * </ul>
 *
 * A head like that comes out with a failed {@link DecoderResult}; what follows it on the connection must not be used.
 */
public class StrictRequestDecoder extends HttpRequestDecoder {
    private boolean inHead;
    private @Nullable String broken;

    /**
     * For one connection.
     *
     * @param lineBytes of the request line, at most
     * @param headerBytes of all headers together, at most
     */
    public StrictRequestDecoder(int lineBytes, int headerBytes) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(lineBytes)
                .setMaxHeaderSize(headerBytes)
                .setMaxChunkSize(65536));
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) throws Exception {
        inHead = true;
        return super.createMessage(initialLine);
    }

    /** One call goes at most to the end of a head, so what it consumes until then is nothing but lines of the head. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        boolean continued = inHead;
        int from = buffer.readerIndex();
        int before = out.size();
        super.decode(ctx, buffer, out);
        if (!inHead) {
            return;
        }
        if (broken == null) {
            broken = brokenLine(buffer, from, buffer.readerIndex(), continued);
        }
        for (int i = before; i < out.size(); i++) {
            if (out.get(i) instanceof HttpMessage head) {
                judge(head);
                inHead = false;
                broken = null;
            }
        }
    }

    private void judge(HttpMessage head) {
        if (head.decoderResult().isFailure()) {
            return;
        }
        String rule = broken == null ? brokenHeader(head) : broken;
        if (rule != null) {
            head.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(rule)));
        }
    }

    /** @param continued whether the first line is a header, not the request line */
    private static @Nullable String brokenLine(ByteBuf buffer, int from, int to, boolean continued) {
        int line = from;
        if (!continued) {
            while (line < to && (buffer.getByte(line) == '\r' || buffer.getByte(line) == '\n')) {
                line++; // empty lines before a request are allowed
            }
            int end = buffer.indexOf(line, to, (byte) '\n');
            if (end < 0) {
                return null;
            }
            int blanks = 0;
            for (int i = line; i < end - 1; i++) { // before CR LF
                int c = buffer.getByte(i);
                blanks += c == ' ' ? 1 : 0;
                if (c >= 0 && c < ' ') {
                    return "a request line has no control characters";
                }
            }
            if (blanks != 2 || buffer.getByte(line) == ' ') {
                return "a request line is method, target and version with single blanks between them";
            }
            line = end + 1;
        }
        while (line < to) {
            int first = buffer.getByte(line);
            if (first == ' ' || first == '\t') {
                return "a header must not go on in the next line";
            }
            int end = buffer.indexOf(line, to, (byte) '\n');
            line = end < 0 ? to : end + 1;
        }
        return null;
    }

    private static @Nullable String brokenHeader(HttpMessage head) {
        HttpVersion version = head.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return "the version is HTTP/1.1 or HTTP/1.0";
        }
        return chunkedOrNone(head) ? null : "the only transfer coding is chunked";
    }

    /** Whether a message has no transfer coding but {@code chunked}, once. */
    public static boolean chunkedOrNone(HttpMessage head) {
        if (!head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return true;
        }
        List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked");
    }
}
