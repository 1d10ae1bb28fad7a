package org.spean.exchange;

/** The step that has already happened when an exchange exists. */
final class Steps {

    /** The head is parsed and the view pinned by the constructor; only its time is stamped. */
    static final Step<Exchange> ACCEPT = new Step<>() {
        @Override
        public String name() {
            return "ACCEPT";
        }

        @Override
        public void start(Exchange exchange) {
            exchange.advance();
        }
    };

    private Steps() {}
}
