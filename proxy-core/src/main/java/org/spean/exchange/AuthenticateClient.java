package org.spean.exchange;

import java.security.cert.X509Certificate;
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
        ClientDoor door = exchange.door();
        switch (client.connection()) {
            case HTTP -> {}
            case HTTPS -> demandTls(exchange, door);
            case HTTPS_CERTIFICATE -> {
                demandTls(exchange, door);
                X509Certificate certificate = door.certificate();
                if (certificate == null) {
                    throw exchange.refuse(
                            FaultCode.SSL_AUTHENTICATION_FAILED,
                            "Client '" + TypedName.of(exchange.client()) + "' must prove a registered certificate");
                }
                if (!client.certificates().contains(certificate)) {
                    throw exchange.refuse(
                            FaultCode.SSL_AUTHENTICATION_FAILED,
                            "Client '" + TypedName.of(exchange.client()) + "' has no such certificate registered");
                }
            }
        }
        exchange.advance();
    }

    private static void demandTls(ConsumerExchange exchange, ClientDoor door) {
        if (!door.secure()) {
            throw exchange.refuse(
                    FaultCode.SSL_AUTHENTICATION_FAILED,
                    "Client '" + TypedName.of(exchange.client()) + "' must connect over HTTPS");
        }
    }
}
