package org.spean.exchange;

import org.spean.message.MessageSink;
import org.spean.message.ResponseHead;

/** The client gets its answer. */
final class DeliverResponse implements Step<ConsumerExchange> {

    @Override
    public String name() {
        return "DELIVER";
    }

    @Override
    public void start(ConsumerExchange exchange) {
        if (exchange.isClientGone()) {
            exchange.abandon();
            return;
        }
        IncomingMessage message = exchange.incoming();
        MessageSink sink = exchange.door()
                .open(
                        (ResponseHead) message.head(),
                        message.attachmentBytes(),
                        exchange.verified(),
                        exchange.matched(),
                        exchange.committed());
        exchange.deliver(new Delivery(exchange, message, sink, exchange::succeed));
    }
}
