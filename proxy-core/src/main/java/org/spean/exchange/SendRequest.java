package org.spean.exchange;

import java.util.List;
import org.spean.fault.FaultCode;

/** The request goes out as the client sends it. */
final class SendRequest implements Step<ConsumerExchange> {

    @Override
    public String name() {
        return "SEND";
    }

    @Override
    public void start(ConsumerExchange exchange) {
        List<byte[]> ocsp = exchange.facilities().ocsp().ownAuthentication();
        if (ocsp == null) {
            throw exchange.refuse(
                    FaultCode.SSL_AUTHENTICATION_FAILED, "No valid OCSP response for our authentication certificate");
        }
        exchange.outgoing().head(exchange.request());
        PeerSink sink = exchange.line().request();
        sink.write(exchange.transportHead(ocsp));
        sink.write(exchange.request());
        exchange.door().request().resume();
    }

    @Override
    public FaultCode failure() {
        return FaultCode.NETWORK_ERROR;
    }

    @Override
    public String purpose() {
        return "send the request";
    }
}
