package org.spean.client;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.config.GatewayConfig;
import org.spean.exchange.Facilities;
import org.spean.net.ChannelTimeouts;
import org.spean.net.ClientPortTls;
import org.spean.net.ConnectionLimit;
import org.spean.net.EventLoops;
import org.spean.net.Intake;
import org.spean.net.ProxyProtocol;
import org.spean.peer.HttpDate;
import org.spean.view.Views;

/** The client port: binds it and assembles the pipeline of each connection. */
public final class ClientServer {

    private final EventLoops loops;
    private final Views views;
    private final ConnectionLimit connections;
    private final HttpDate date;
    private final List<ClientResource> resources;

    /** @param connections bound shared by HTTP and HTTPS */
    public ClientServer(
            EventLoops loops, Facilities facilities, Views views, ConnectionLimit connections, HttpDate date) {
        this.loops = loops;
        this.views = views;
        this.connections = connections;
        this.date = date;
        this.resources = List.of(new RestResource(facilities, views));
    }

    /**
     * Binds one address.
     *
     * @param tls {@code null} for plain HTTP
     */
    public ChannelFuture bind(InetSocketAddress address, @Nullable ClientPortTls tls) {
        return new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        assemble(channel, tls);
                    }
                })
                .bind(address);
    }

    private void assemble(Channel channel, @Nullable ClientPortTls tls) {
        GatewayConfig config = views.current().config();
        ChannelTimeouts timeouts = new ChannelTimeouts(
                config.timeouts().idle(),
                config.timeouts().firstByte(),
                config.timeouts().betweenBytes());
        Intake intake = Intake.ofRequests();
        ChannelPipeline pipeline = channel.pipeline();
        if (config.peers().proxyProtocol()) {
            ProxyProtocol.addTo(pipeline);
        }
        pipeline.addLast("limit", connections);
        if (tls != null) {
            pipeline.addLast("tls", tls.handler(channel));
        }
        pipeline.addLast("timeouts", timeouts);
        pipeline.addLast("http", new HttpServerCodec(8192, config.limits().headerBytes(), 65536));
        pipeline.addLast("intake", intake);
        pipeline.addLast("client", new ClientPort(resources, views, intake, timeouts, date));
    }
}
