package org.spean.exchange;

import org.spean.access.AccessDecision;

/** Decides where content goes: into the spool, or nowhere if the request will be refused anyway. Answers nothing yet: a forged request is to be called forged, not forbidden. */
final class Admit implements Step<ProviderExchange> {

    @Override
    public String name() {
        return "ADMIT";
    }

    @Override
    public void start(ProviderExchange exchange) {
        AccessDecision access = exchange.access();
        if (!(access instanceof AccessDecision.Allowed || access instanceof AccessDecision.AllowedOwn)) {
            exchange.incoming().discard();
        }
        exchange.advance();
    }
}
