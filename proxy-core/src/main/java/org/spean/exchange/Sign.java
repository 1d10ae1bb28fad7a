package org.spean.exchange;

import java.time.Duration;
import org.spean.config.Timeouts;
import org.spean.fault.FaultCode;

/** One place in a batch signature. */
final class Sign implements Step<Exchange> {

    @Override
    public String name() {
        return "SIGN";
    }

    @Override
    public void start(Exchange exchange) {
        exchange.await(
                exchange.facilities()
                        .signer()
                        .sign(
                                exchange.loop(),
                                exchange.takePlace(),
                                exchange.ownSigner(),
                                exchange.outgoing().digests()),
                signed -> {
                    exchange.outgoing().signed(signed);
                    exchange.advance();
                },
                signed -> {});
    }

    @Override
    public Duration limit(Timeouts timeouts) {
        return timeouts.signing();
    }

    @Override
    public FaultCode failure() {
        return FaultCode.CANNOT_CREATE_SIGNATURE;
    }

    @Override
    public String purpose() {
        return "sign the message";
    }
}
