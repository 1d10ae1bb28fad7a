package org.spean.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.spean.net.StrictRequestDecoder;

/** HTTP of the client port: a strict decoder, and an encoder that leaves out the body of an answer to HEAD. */
final class ClientCodec extends CombinedChannelDuplexHandler<StrictRequestDecoder, HttpResponseEncoder> {
    private static final int LINE_BYTES = 8192;

    /** Of requests that are not answered yet. */
    private final Queue<HttpMethod> methods = new ArrayDeque<>(4);

    ClientCodec(int headerBytes) {
        init(new Decoder(headerBytes), new Encoder());
    }

    private final class Decoder extends StrictRequestDecoder {
        Decoder(int headerBytes) {
            super(LINE_BYTES, headerBytes);
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
            int before = out.size();
            super.decode(ctx, buffer, out);
            for (int i = before; i < out.size(); i++) {
                if (out.get(i) instanceof HttpRequest request) {
                    methods.add(request.method());
                }
            }
        }
    }

    private final class Encoder extends HttpResponseEncoder {
        @Override
        protected boolean isContentAlwaysEmpty(HttpResponse answer) {
            if (answer.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                return super.isContentAlwaysEmpty(answer); // the answer itself follows
            }
            return HttpMethod.HEAD.equals(methods.poll()) || super.isContentAlwaysEmpty(answer);
        }
    }
}
