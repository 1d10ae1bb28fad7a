package org.spean.fault;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fault of this gateway's making.
 *
 * @param message told to strangers, so it holds nothing internal: no addresses, no file names, no exception texts
 * @param detail found in our log beside the cause
 * @param cause for our log only
 */
public record OwnFault(
        FaultCode code,
        Origin origin,
        String message,
        String detail,
        @Nullable Throwable cause) implements Fault {

    /** With a fresh random detail. */
    public static OwnFault of(FaultCode code, Origin origin, String message) {
        return of(code, origin, message, null);
    }

    /** With a fresh random detail, and what brought it about. */
    public static OwnFault of(FaultCode code, Origin origin, String message, @Nullable Throwable cause) {
        return new OwnFault(code, origin, message, UUID.randomUUID().toString(), cause);
    }

    @Override
    public String code(FaultStyle style) {
        return origin.prefix(style) + '.' + code.spelling(style);
    }
}
