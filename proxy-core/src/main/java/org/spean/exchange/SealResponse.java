package org.spean.exchange;

/** Hash chain and signature end the response. */
final class SealResponse implements Step<ProviderExchange> {

    @Override
    public String name() {
        return "SEAL";
    }

    @Override
    public void start(ProviderExchange exchange) {
        exchange.caller().response().seal(exchange.outgoing().signed(), exchange.committed());
        exchange.succeed();
    }
}
