package org.spean.exchange;

import org.spean.fault.FaultCode;

/** The peer's message, digested and spooled until its seal has come and all of it lies where it stays. */
final class Receive implements Step<Exchange> {

    @Override
    public String name() {
        return "RECEIVE";
    }

    @Override
    public void start(Exchange exchange) {
        if (exchange.incoming().complete()) {
            exchange.receivedAll();
        } else {
            exchange.resumeIncoming();
        }
    }

    @Override
    public FaultCode failure() {
        return FaultCode.NETWORK_ERROR;
    }

    @Override
    public String purpose() {
        return "receive the peer's message";
    }
}
