package org.spean.spool;

/** A message is larger than allowed, or all together have used up the room. The text may be shown to a stranger. */
public final class SpoolFullException extends RuntimeException {

    SpoolFullException(String message) {
        super(message, null, false, false);
    }
}
