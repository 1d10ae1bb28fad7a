package org.spean.exchange;

import java.time.Duration;
import org.spean.config.Timeouts;
import org.spean.fault.FaultCode;
import org.spean.messagelog.LogRecord;

/** The record of the peer's message is durable before the message is passed on. */
final class CommitIncoming implements Step<Exchange> {

    @Override
    public String name() {
        return "COMMIT_RECEIVED";
    }

    @Override
    public void start(Exchange exchange) {
        LogRecord record = exchange.incoming().record(exchange.verified());
        exchange.await(
                exchange.facilities().log().append(exchange.loop(), exchange.reservation(), record),
                committed -> {
                    exchange.committed(committed, record);
                    exchange.incoming().logged();
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
