package org.spean.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.spean.access.Permit;
import org.spean.config.GatewayConfig;
import org.spean.config.ServiceConfig;
import org.spean.config.ServiceTlsConfig;
import org.spean.crypto.verification.Verified;
import org.spean.exchange.FarListener;
import org.spean.exchange.ServiceCall;
import org.spean.exchange.ServiceDoor;
import org.spean.message.RequestHead;
import org.spean.message.RestRequest;
import org.spean.message.SoapRequest;
import org.spean.message.TraceContext;
import org.spean.messagelog.Committed;
import org.spean.net.AnswerDecoder;
import org.spean.net.ChannelPools;
import org.spean.net.ChannelTimeouts;
import org.spean.net.Destination;
import org.spean.net.Intake;
import org.spean.net.ServiceTls;
import org.spean.net.WriteGatherer;
import org.spean.view.View;

/** Connects to services: the pipeline of the provider's call, one connection per call in flight. */
public final class ServiceDialer implements ServiceDoor {

    private final ChannelPools pools;
    private final ServiceTls tls;
    private volatile @Nullable Known known;

    /** @param tls engines for https services */
    public ServiceDialer(ChannelPools pools, ServiceTls tls) {
        this.pools = pools;
        this.tls = tls;
    }

    @Override
    public ServiceCall open(
            EventLoop loop,
            View view,
            ServiceConfig service,
            RequestHead request,
            String requestHash,
            long length,
            @Nullable TraceContext trace,
            FarListener listener,
            Verified verified,
            Permit permit,
            Committed committed) {
        if (!permit.permits(request)) {
            throw new IllegalStateException("permit: receipt of another request");
        }
        HttpCall call = switch (request) {
            case RestRequest rest -> new RestCall(service, rest, requestHash, length, listener);
            case SoapRequest soap ->
                new SoapCall(service, soap, requestHash, length, view.config().limits(), listener);
        };
        if (trace != null) {
            call.in(trace, view.config().tracing().child());
        }
        Future<Channel> leased = pools.lease(loop, destination(service, view.config()), request.client());
        if (leased.isSuccess()) {
            call.connected(handlerOf(leased.getNow()), false);
        } else {
            leased.addListener((FutureListener<Channel>) done -> {
                if (done.isSuccess()) {
                    call.connected(handlerOf(done.getNow()), true);
                } else {
                    call.lost("Could not connect to the service", done.cause());
                }
            });
        }
        return call;
    }

    /** While the configuration stays, the destination of a service is the same for each request. */
    @SuppressWarnings("ReferenceEquality") // the same configuration, or all is made anew
    private Destination destination(ServiceConfig service, GatewayConfig config) {
        Known now = known;
        if (now == null || now.config != config) {
            now = new Known(config, new ConcurrentHashMap<>());
            known = now;
        }
        ServiceDestination found = now.byId.get(service.id());
        return found != null
                ? found
                : now.byId.computeIfAbsent(service.id(), absent -> new ServiceDestination(service, config));
    }

    /** Destinations by the id of the service. */
    private record Known(GatewayConfig config, Map<Object, ServiceDestination> byId) {}

    private static ServiceChannel handlerOf(Channel channel) {
        return Objects.requireNonNull(channel.pipeline().get(ServiceChannel.class));
    }

    /** Host and port of a service. */
    private final class ServiceDestination implements Destination {

        /** Services that differ in time-out or TLS do not share connections. */
        private record Key(
                InetSocketAddress address, Duration timeout, boolean tls, ServiceTlsConfig security, int hash) {
            Key(InetSocketAddress address, ServiceConfig service) {
                this(
                        address,
                        service.timeout(),
                        service.tls(),
                        service.security(),
                        31 * address.hashCode() + service.security().hashCode());
            }

            @Override
            public int hashCode() {
                return hash; // computed once: it goes through certificates
            }
        }

        private final ServiceConfig service;
        private final GatewayConfig config;
        private final InetSocketAddress address;
        private final Key key;

        ServiceDestination(ServiceConfig service, GatewayConfig config) {
            this.service = service;
            this.config = config;
            URI url = service.url();
            int port = url.getPort() != -1 ? url.getPort() : tls() ? 443 : 80;
            this.address = InetSocketAddress.createUnresolved(url.getHost(), port);
            this.key = new Key(address, service);
        }

        @Override
        public Object key() {
            return key;
        }

        @Override
        public List<InetSocketAddress> candidates() {
            return List.of(address);
        }

        @Override
        public boolean tls() {
            return service.tls();
        }

        @Override
        public void initialise(Channel channel, InetSocketAddress chosen) {
            ChannelTimeouts timeouts = new ChannelTimeouts(
                    config.timeouts().idle(),
                    service.timeout(),
                    config.timeouts().betweenBytes());
            Intake intake = Intake.ofResponses();
            ChannelPipeline pipeline = channel.pipeline();
            if (tls()) {
                pipeline.addLast("tls", tls.handler(channel, service.url(), service.security()));
            }
            pipeline.addLast("timeouts", timeouts);
            pipeline.addLast("gatherer", new WriteGatherer());
            AnswerDecoder answers = new AnswerDecoder(4096, config.limits().headerBytes());
            pipeline.addLast("http", new ServiceCodec(answers));
            pipeline.addLast("intake", intake);
            pipeline.addLast("service", new ServiceChannel(pools, answers, intake, timeouts));
        }
    }
}
