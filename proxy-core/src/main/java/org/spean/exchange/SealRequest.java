package org.spean.exchange;

/** Hash chain and signature end the request. From here on the provider may act, and nothing is sent twice. */
final class SealRequest implements Step<ConsumerExchange> {

    @Override
    public String name() {
        return "SEAL";
    }

    @Override
    public void start(ConsumerExchange exchange) {
        exchange.sealed();
        exchange.line().request().seal(exchange.outgoing().signed(), exchange.committed());
        exchange.advance();
    }
}
