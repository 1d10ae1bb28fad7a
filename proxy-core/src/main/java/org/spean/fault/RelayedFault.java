package org.spean.fault;

/** A fault that a peer's server made: code, text and detail pass on unchanged, in whatever style they came. */
public record RelayedFault(String code, String message, String detail) implements Fault {
    @Override
    public String code(FaultStyle style) {
        return code;
    }
}
