package org.spean.peer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.spean.config.GatewayConfig;
import org.spean.exchange.FarListener;
import org.spean.exchange.PeerDoor;
import org.spean.exchange.PeerLine;
import org.spean.gate.Gate;
import org.spean.gate.Gates;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.ClientId;
import org.spean.net.AnswerDecoder;
import org.spean.net.ChannelPools;
import org.spean.net.ChannelTimeouts;
import org.spean.net.Destination;
import org.spean.net.Intake;
import org.spean.net.PeerTls;
import org.spean.view.View;

/** Connects to peers: the pipeline of the outbound side of port 5500. */
public final class PeerDialer implements PeerDoor {

    private static final AttributeKey<SecurityServer> SERVER = AttributeKey.valueOf(PeerDialer.class, "server");

    private final ChannelPools pools;
    private final PeerTls tls;
    private final Boundaries boundaries;
    private final Gates gates;
    private final SharedDocuments documents = new SharedDocuments();
    private volatile @Nullable Known known;

    /**
     * @param boundaries where multipart boundaries come from
     * @param gates hear which servers cannot be reached
     */
    public PeerDialer(ChannelPools pools, PeerTls tls, Boundaries boundaries, Gates gates) {
        this.pools = pools;
        this.tls = tls;
        this.boundaries = boundaries;
        this.gates = gates;
    }

    @Override
    public Future<PeerLine> connect(
            EventLoop loop,
            View view,
            List<SecurityServer> servers,
            List<SecurityServer> later,
            ClientId client,
            FarListener listener) {
        Promise<PeerLine> line = loop.newPromise();
        PeerDestination destination = destination(view, servers);
        Future<Channel> leased = pools.lease(loop, destination, client);
        if (leased.isSuccess()) {
            line.setSuccess(lend(leased.getNow(), view, listener));
            return line;
        }
        leased.addListener((FutureListener<Channel>) done -> {
            if (done.isSuccess()) {
                line.setSuccess(lend(done.getNow(), view, listener));
            } else if (later.isEmpty()) {
                line.setFailure(done.cause());
            } else {
                connect(loop, view, later, List.of(), client, listener).addListener((FutureListener<PeerLine>) last -> {
                    if (last.isSuccess()) {
                        line.setSuccess(last.getNow());
                    } else {
                        last.cause().addSuppressed(done.cause());
                        line.setFailure(last.cause());
                    }
                });
            }
        });
        return line;
    }

    @Override
    public void probe(EventLoop loop, View view, SecurityServer server) {
        pools.lease(loop, destination(view, List.of(server)), server.id()).addListener((FutureListener<Channel>)
                done -> {
                    if (done.isSuccess()) {
                        gates.server(server.id()).recovered();
                        done.getNow().close();
                    }
                });
    }

    private static PeerLine lend(Channel channel, View view, FarListener listener) {
        return Objects.requireNonNull(channel.pipeline().get(PeerChannel.class))
                .lend(
                        listener,
                        Objects.requireNonNull(channel.attr(SERVER).get()),
                        view.config().peers().compactEvidence());
    }

    /** Most providers have one server, and while nothing changes its destination is the same for each request. */
    @SuppressWarnings("ReferenceEquality") // the same configuration, identity and server, or all is made anew
    private PeerDestination destination(View view, List<SecurityServer> servers) {
        GatewayConfig config = view.config();
        Object identity = tls.identity();
        if (servers.size() != 1) {
            return destination(config, identity, servers);
        }
        Known now = known;
        if (now == null || now.config != config || now.identity != identity) {
            now = new Known(config, identity, new ConcurrentHashMap<>());
            known = now;
        }
        SecurityServer server = servers.getFirst();
        PeerDestination found = now.byAddress.get(server.address());
        if (found == null || found.servers.getFirst() != server) {
            found = destination(config, identity, servers);
            now.byAddress.put(server.address(), found);
        }
        return found;
    }

    private record Known(GatewayConfig config, Object identity, Map<String, PeerDestination> byAddress) {}

    private PeerDestination destination(GatewayConfig config, Object identity, List<SecurityServer> servers) {
        List<InetSocketAddress> addresses = new ArrayList<>(servers.size());
        for (SecurityServer server : servers) {
            addresses.add(InetSocketAddress.createUnresolved(
                    server.address(), config.peers().port()));
        }
        return new PeerDestination(servers, addresses, config, identity);
    }

    /** Connections on which the peer knows us by another certificate are not used any more. */
    private record Key(List<InetSocketAddress> addresses, Same identity, int hash) {
        Key(List<InetSocketAddress> addresses, Same identity) {
            this(addresses, identity, 31 * addresses.hashCode() + identity.hashCode());
        }

        @Override
        public int hashCode() {
            return hash; // computed once: that of an address makes a string
        }
    }

    /** One object, equal to none but itself. */
    private record Same(Object one) {
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Same same && same.one == one;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(one);
        }
    }

    /** Any of the security servers of one provider. */
    private final class PeerDestination implements Destination {

        private final Key key;
        private final List<SecurityServer> servers;
        private final List<InetSocketAddress> addresses;
        private final GatewayConfig config;

        PeerDestination(
                List<SecurityServer> servers,
                List<InetSocketAddress> addresses,
                GatewayConfig config,
                Object identity) {
            this.servers = servers;
            this.key = new Key(addresses, new Same(identity));
            this.addresses = addresses;
            this.config = config;
        }

        @Override
        public Object key() {
            return key;
        }

        @Override
        public List<InetSocketAddress> candidates() {
            return addresses;
        }

        @Override
        public void unreachable(InetSocketAddress candidate) {
            Gate gate = gates.server(serverAt(candidate).id());
            gate.failed();
            gate.avoid();
        }

        /** The server of an address, resolved or not; of several behind one address the first. */
        private SecurityServer serverAt(InetSocketAddress address) {
            if (servers.size() > 1) {
                for (int i = 0; i < addresses.size(); i++) {
                    if (sameHost(addresses.get(i).getHostString(), address)) {
                        return servers.get(i);
                    }
                }
            }
            return servers.getFirst();
        }

        private static boolean sameHost(String host, InetSocketAddress address) {
            if (host.equalsIgnoreCase(address.getHostString())) {
                return true;
            }
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
            return literal != null
                    && !address.isUnresolved()
                    && Arrays.equals(literal, address.getAddress().getAddress());
        }

        @Override
        public boolean tls() {
            return true;
        }

        @Override
        public void initialise(Channel channel, InetSocketAddress chosen) {
            ChannelTimeouts timeouts = new ChannelTimeouts(
                    config.timeouts().idle().multipliedBy(3).dividedBy(4), // to hang up before the peer does
                    config.timeouts().firstByte(),
                    config.timeouts().betweenBytes());
            Intake intake = Intake.ofResponses();
            channel.attr(SERVER).set(serverAt(chosen));
            ChannelPipeline pipeline = channel.pipeline();
            pipeline.addLast("tls", tls.clientHandler(channel, chosen));
            pipeline.addLast("identity", tls.identityHandler());
            pipeline.addLast("timeouts", timeouts);
            AnswerDecoder http = new AnswerDecoder(4096, config.limits().headerBytes());
            pipeline.addLast("http", http);
            CompactReader compact = new CompactReader(documents);
            pipeline.addLast("decoder", new TransportDecoder(PartLimits.of(config.limits()), compact));
            pipeline.addLast("encoder", new TransportEncoder(boundaries, config.faultStyle()));
            pipeline.addLast("intake", intake);
            pipeline.addLast("peer", new PeerChannel(pools, http, intake, timeouts, compact));
        }
    }
}
