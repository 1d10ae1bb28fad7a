package org.spean.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.List;
import java.util.function.Consumer;
import org.spean.exchange.Reception;
import org.spean.net.ChannelTimeouts;
import org.spean.net.ConnectionLimit;
import org.spean.net.Intake;
import org.spean.net.PortConnection;
import org.spean.net.PortSetup;
import org.spean.net.PortTls;
import org.spean.net.ProxyProtocol;
import org.spean.net.WriteGatherer;
import org.spean.peer.HttpDate;

/** The client port: assembles the pipeline of each connection. */
public final class ClientServer {

    private final Reception reception;
    private final ConnectionLimit connections;
    private final HttpDate date;
    private final List<ClientResource> resources;

    /** @param connections bound shared by HTTP and HTTPS */
    public ClientServer(Reception reception, ConnectionLimit connections, HttpDate date, Downloads downloads) {
        this.reception = reception;
        this.connections = connections;
        this.date = date;
        this.resources = List.of(
                new RestResource(),
                new ListClientsResource(),
                new WsdlResource(),
                new AsicResource(downloads),
                new VerificationConfResource(downloads),
                new SoapResource());
    }

    /** What assembles the connections of one port, by its name below {@code listen}. */
    public Consumer<Channel> port(String name) {
        return channel -> assemble(channel, name);
    }

    private void assemble(Channel channel, String port) {
        PortSetup setup = reception.current().ports().get(port);
        if (setup == null) {
            channel.close(); // the port is being closed
            return;
        }
        PortConnection connection =
                new PortConnection(setup, () -> reception.current().ports().get(port));
        ChannelTimeouts timeouts = setup.timeouts();
        Intake intake = Intake.ofRequests();
        ChannelPipeline pipeline = channel.pipeline();
        if (setup.proxyProtocol()) {
            ProxyProtocol.addTo(pipeline);
        }
        pipeline.addLast("limit", connections);
        PortTls tls = setup.tls();
        if (tls != null) {
            tls.addTo(channel);
        }
        pipeline.addLast("timeouts", timeouts);
        pipeline.addLast("gatherer", new WriteGatherer());
        pipeline.addLast("http", new ClientCodec(setup.limits().headerBytes()));
        pipeline.addLast("intake", intake);
        pipeline.addLast("client", new ClientPort(resources, reception, connection, intake, timeouts, date));
    }
}
