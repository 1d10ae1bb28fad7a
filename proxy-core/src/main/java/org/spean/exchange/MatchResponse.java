package org.spean.exchange;

import org.spean.message.RequestHash;
import org.spean.message.RestResponse;

/** The response answers the request that was sent. */
final class MatchResponse implements Step<ConsumerExchange> {

    @Override
    public String name() {
        return "MATCH";
    }

    @Override
    public void start(ConsumerExchange exchange) {
        String requestHash = RequestHash.of(exchange.outgoing().digests());
        RestResponse response = (RestResponse) exchange.incoming().head();
        response.mustMatch(exchange.request(), requestHash);
        exchange.matched(new Matched(response));
        exchange.advance();
    }
}
