package org.spean.fault;

/** Carries a fault out of a value constructor or a parser. It has no stack trace: the fault names what was wrong. */
public final class FaultException extends RuntimeException {
    private final transient Fault fault;

    public FaultException(Fault fault) {
        super(
                fault.code(FaultStyle.OLD) + ": " + fault.message(),
                fault instanceof OwnFault own ? own.cause() : null,
                false,
                false);
        this.fault = fault;
    }

    /** Throws nothing itself: {@code throw FaultException.of(code, origin, "…")}. */
    public static FaultException of(FaultCode code, Origin origin, String message) {
        return new FaultException(OwnFault.of(code, origin, message));
    }

    public Fault fault() {
        return fault;
    }
}
