package org.spean.exchange;

import org.spean.config.ServiceConfig;
import org.spean.fault.FaultCode;

/** The service is called with a verified, permitted and recorded request; ends with the head of its answer. */
final class CallService implements Step<ProviderExchange> {

    @Override
    public String name() {
        return "CALL";
    }

    @Override
    public void start(ProviderExchange exchange) {
        BuiltInService builtIn = exchange.builtIn();
        if (builtIn != null) {
            exchange.call(new BuiltInCall(
                    builtIn,
                    exchange.loop(),
                    exchange.view(),
                    exchange.request(),
                    exchange.request().hash(exchange.incoming().digests()),
                    exchange,
                    exchange.verified(),
                    exchange.permit(),
                    exchange.committed()));
            return;
        }
        ServiceConfig service = exchange.service();
        exchange.enter(exchange.facilities()
                .gates()
                .service(service.id())
                .enter(
                        exchange.config().breaker(),
                        service.concurrency() > 0
                                ? service.concurrency()
                                : exchange.config().limits().exchangesPerService()));
        exchange.call(exchange.facilities()
                .services()
                .open(
                        exchange.loop(),
                        exchange.view(),
                        service,
                        exchange.request(),
                        exchange.request().hash(exchange.incoming().digests()),
                        exchange.incoming().attachmentBytes(),
                        exchange.traceContext(),
                        exchange,
                        exchange.verified(),
                        exchange.permit(),
                        exchange.committed()));
    }

    @Override
    public FaultCode failure() {
        return FaultCode.NETWORK_ERROR;
    }

    @Override
    public String purpose() {
        return "call the service";
    }
}
