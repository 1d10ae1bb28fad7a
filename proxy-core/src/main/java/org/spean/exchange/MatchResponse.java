package org.spean.exchange;

import org.spean.message.ResponseHead;

/** The response answers the request that was sent. */
final class MatchResponse implements Step<ConsumerExchange> {

    @Override
    public String name() {
        return "MATCH";
    }

    @Override
    public void start(ConsumerExchange exchange) {
        ResponseHead response = (ResponseHead) exchange.incoming().head();
        response.mustMatch(exchange.request(), exchange.outgoing().digests());
        exchange.matched(new Matched(response));
        exchange.advance();
    }
}
