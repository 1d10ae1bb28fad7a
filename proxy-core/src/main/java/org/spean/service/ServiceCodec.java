package org.spean.service;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import org.spean.net.AnswerDecoder;

/** HTTP towards a service. For one connection, on its event loop, with one request at a time. */
final class ServiceCodec extends CombinedChannelDuplexHandler<AnswerDecoder, HttpRequestEncoder> {

    ServiceCodec(AnswerDecoder answers) {
        super(answers, new HttpRequestEncoder());
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpRequest request) {
            inboundHandler().bodiless(HttpMethod.HEAD.equals(request.method()));
        }
        super.write(ctx, message, promise);
    }
}
