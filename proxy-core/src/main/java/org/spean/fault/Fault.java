package org.spean.fault;

/**
 * Why an exchange ended without its answer. Immutable. Everything here may be told to the other side; what must stay
 * inside is {@link OwnFault#cause()}.
 */
public sealed interface Fault permits OwnFault, RelayedFault, ServiceSoapFault {

    /**
     * The whole code, such as {@code Server.ServerProxy.AccessDenied}.
     *
     * @param style the spelling of our own faults; a fault of somebody else keeps the one it came with
     */
    String code(FaultStyle style);

    /** What went wrong, in one sentence that names the rule broken. */
    String message();

    /** What finds the fault in the logs of the server that made it: a UUID, or empty. */
    String detail();
}
