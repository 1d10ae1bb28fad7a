package org.spean.exchange;

import org.spean.fault.FaultCode;

/** The response goes out as the service sends it; ends with the last byte of it. */
final class SendResponse implements Step<ProviderExchange> {

    @Override
    public String name() {
        return "SEND";
    }

    @Override
    public void start(ProviderExchange exchange) {
        PeerSink sink = exchange.caller().response();
        sink.write(exchange.transportHead());
    }

    @Override
    public FaultCode failure() {
        return FaultCode.NETWORK_ERROR;
    }

    @Override
    public String purpose() {
        return "send the response";
    }
}
