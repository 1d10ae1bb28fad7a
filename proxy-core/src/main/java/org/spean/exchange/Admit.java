package org.spean.exchange;

import org.spean.access.AccessDecision;
import org.spean.access.AccessRights;

/** Decides where content goes: into the spool, or nowhere if the request will be refused anyway. Answers nothing yet: a forged request is to be called forged, not forbidden. */
final class Admit implements Step<ProviderExchange> {

    @Override
    public String name() {
        return "ADMIT";
    }

    @Override
    public void start(ProviderExchange exchange) {
        if (!(AccessRights.decide(exchange.view(), exchange.client(), exchange.request())
                instanceof AccessDecision.Allowed)) {
            exchange.incoming().discard();
        }
        exchange.advance();
    }
}
