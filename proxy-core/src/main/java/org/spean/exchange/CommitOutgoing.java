package org.spean.exchange;

import java.time.Duration;
import org.spean.config.Timeouts;
import org.spean.fault.FaultCode;
import org.spean.messagelog.LogRecord;

/** The record of our message is durable before its signature leaves. */
final class CommitOutgoing implements Step<Exchange> {

    @Override
    public String name() {
        return "COMMIT_SENT";
    }

    @Override
    public void start(Exchange exchange) {
        LogRecord record = exchange.outgoing().record(exchange);
        exchange.await(
                exchange.facilities().log().append(exchange.loop(), exchange.reservation(), record),
                committed -> {
                    exchange.committed(committed, record);
                    exchange.outgoing().logged();
                    exchange.advance();
                },
                committed -> {});
    }

    @Override
    public Duration limit(Timeouts timeouts) {
        return timeouts.commit();
    }

    @Override
    public FaultCode failure() {
        return FaultCode.LOGGING_FAILED;
    }

    @Override
    public String purpose() {
        return "record the message";
    }
}
