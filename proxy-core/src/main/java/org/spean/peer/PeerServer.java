package org.spean.peer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;
import org.spean.exchange.Reception;
import org.spean.net.ChannelTimeouts;
import org.spean.net.ConnectionLimit;
import org.spean.net.Intake;
import org.spean.net.PortConnection;
import org.spean.net.PortSetup;
import org.spean.net.ProxyProtocol;
import org.spean.net.StrictRequestDecoder;

/** Port 5500: assembles the pipeline of each connection a peer opens. */
public final class PeerServer implements Consumer<Channel> {

    private static final String PORT = "peer";

    private final Reception reception;
    private final ConnectionLimit connections;
    private final Boundaries boundaries;
    private final HttpDate date;
    private final SharedDocuments documents = new SharedDocuments();

    /** @param boundaries where multipart boundaries come from */
    public PeerServer(Reception reception, ConnectionLimit connections, Boundaries boundaries, HttpDate date) {
        this.reception = reception;
        this.connections = connections;
        this.boundaries = boundaries;
        this.date = date;
    }

    @Override
    public void accept(Channel channel) {
        PortSetup setup = reception.current().ports().get(PORT);
        if (setup == null || setup.tls() == null) {
            channel.close(); // the port is being closed
            return;
        }
        PortConnection connection =
                new PortConnection(setup, () -> reception.current().ports().get(PORT));
        ChannelTimeouts timeouts = setup.timeouts();
        Intake intake = Intake.ofRequests();
        ChannelPipeline pipeline = channel.pipeline();
        if (setup.proxyProtocol()) {
            ProxyProtocol.addTo(pipeline);
        }
        pipeline.addLast("limit", connections);
        setup.tls().addTo(channel);
        pipeline.addLast("timeouts", timeouts);
        pipeline.addLast("http", new StrictRequestDecoder(4096, setup.limits().headerBytes()));
        CompactReader compact = new CompactReader(documents);
        pipeline.addLast("decoder", new TransportDecoder(PartLimits.of(setup.limits()), compact));
        pipeline.addLast("encoder", new TransportEncoder(boundaries, setup.faultStyle()));
        pipeline.addLast("intake", intake);
        pipeline.addLast("peer", new PeerPort(reception, connection, intake, timeouts, date, compact));
    }
}
