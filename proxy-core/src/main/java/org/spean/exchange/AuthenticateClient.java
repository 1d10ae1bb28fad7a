package org.spean.exchange;

import org.spean.config.ClientConfig;
import org.spean.fault.FaultCode;

/** The client is a subsystem of ours and came over the kind of connection registered for it. */
final class AuthenticateClient implements Step<ConsumerExchange> {

    @Override
    public String name() {
        return "AUTHENTICATE";
    }

    @Override
    public void start(ConsumerExchange exchange) {
        ClientConfig client = exchange.config().client(exchange.client());
        if (client == null) {
            throw exchange.refuse(
                    FaultCode.UNKNOWN_MEMBER, "Client '" + TypedName.of(exchange.client()) + "' not found");
        }
        String broken = ConnectionRule.broken(client, exchange.door());
        if (broken != null) {
            throw exchange.refuse(FaultCode.SSL_AUTHENTICATION_FAILED, broken);
        }
        exchange.advance();
    }
}
