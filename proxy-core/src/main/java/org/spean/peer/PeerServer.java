package org.spean.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.net.InetSocketAddress;
import org.spean.config.GatewayConfig;
import org.spean.exchange.Facilities;
import org.spean.net.ChannelTimeouts;
import org.spean.net.ConnectionLimit;
import org.spean.net.EventLoops;
import org.spean.net.Intake;
import org.spean.net.PeerIdentityHandler;
import org.spean.net.PeerTls;
import org.spean.net.ProxyProtocol;
import org.spean.view.Views;

/** Port 5500: binds it and assembles the pipeline of each connection a peer opens. */
public final class PeerServer {

    private final EventLoops loops;
    private final Facilities facilities;
    private final Views views;
    private final PeerTls tls;
    private final ConnectionLimit connections;
    private final Boundaries boundaries;
    private final HttpDate date;

    /** @param boundaries where multipart boundaries come from */
    public PeerServer(
            EventLoops loops,
            Facilities facilities,
            Views views,
            PeerTls tls,
            ConnectionLimit connections,
            Boundaries boundaries,
            HttpDate date) {
        this.loops = loops;
        this.facilities = facilities;
        this.views = views;
        this.tls = tls;
        this.connections = connections;
        this.boundaries = boundaries;
        this.date = date;
    }

    /** Binds the address. */
    public ChannelFuture bind(InetSocketAddress address) {
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
                        assemble(channel);
                    }
                })
                .bind(address);
    }

    private void assemble(Channel channel) {
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
        pipeline.addLast("engine", tls.serverHandler());
        pipeline.addLast("identity", new PeerIdentityHandler());
        pipeline.addLast("timeouts", timeouts);
        pipeline.addLast("http", new HttpRequestDecoder(4096, config.limits().headerBytes(), 65536));
        pipeline.addLast("decoder", new TransportDecoder(PartLimits.of(config.limits())));
        pipeline.addLast("encoder", new TransportEncoder(boundaries, config.faultStyle()));
        pipeline.addLast("intake", intake);
        pipeline.addLast("peer", new PeerPort(facilities, views, intake, timeouts, date));
    }
}
