package org.spean.peer;

import org.spean.fault.Fault;

/** What follows cannot be told apart any more. */
final class FramingException extends RuntimeException {
    private final transient Fault fault;

    FramingException(Fault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
