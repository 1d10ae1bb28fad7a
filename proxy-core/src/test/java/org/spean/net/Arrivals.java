package org.spean.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts and releases what arrives at the top of a pipeline. */
final class Arrivals extends ChannelInboundHandlerAdapter {
    final AtomicInteger bytes = new AtomicInteger();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        bytes.addAndGet(buffer.readableBytes());
        buffer.release();
    }
}
