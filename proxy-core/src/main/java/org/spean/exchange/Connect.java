package org.spean.exchange;

import java.time.Duration;
import org.spean.config.Timeouts;
import org.spean.fault.FaultCode;

/** A connection to a security server of the provider. */
final class Connect implements Step<ConsumerExchange> {

    @Override
    public String name() {
        return "CONNECT";
    }

    @Override
    public void start(ConsumerExchange exchange) {
        PeerChoice choice = PeerChoice.of(exchange);
        exchange.await(
                exchange.facilities()
                        .peers()
                        .connect(
                                exchange.loop(),
                                exchange.view(),
                                choice.first(),
                                choice.later(),
                                exchange.client(),
                                exchange),
                line -> {
                    exchange.line(line);
                    exchange.pass()
                            .reached(exchange.facilities()
                                    .gates()
                                    .server(line.server().id()));
                    exchange.advance();
                },
                line -> line.release(true));
    }

    @Override
    public Duration limit(Timeouts timeouts) {
        return timeouts.connect().plus(timeouts.handshake());
    }

    @Override
    public FaultCode failure() {
        return FaultCode.NETWORK_ERROR;
    }

    @Override
    public String purpose() {
        return "connect to any security server of the provider";
    }
}
