package org.spean.exchange;

import java.time.Duration;
import org.spean.config.Timeouts;
import org.spean.fault.FaultCode;

/**
 * One guarantee of an exchange. A step has no state: it reads and writes the exchange, and ends by
 * {@link Exchange#advance()} or {@link Exchange#fail}, at once or when something it waits for has happened.
 */
interface Step<X extends Exchange> {

    /** Name in timings, logs and metrics, in capitals. */
    String name();

    /** Begins; runs on the exchange's event loop. */
    void start(X exchange);

    /** How long the step may take before the exchange fails; the whole exchange is bounded besides. */
    default Duration limit(Timeouts timeouts) {
        return timeouts.exchange();
    }

    /** Code of the fault when the step breaks or takes too long. */
    default FaultCode failure() {
        return FaultCode.INTERNAL_ERROR;
    }

    /** Completes "Could not …" in the text of that fault. */
    default String purpose() {
        return "complete the exchange";
    }
}
