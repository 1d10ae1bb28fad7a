package org.spean.spool;

/** The file behind a spool could not be written or read; the cause is for our own log. */
public final class SpoolFailedException extends RuntimeException {

    SpoolFailedException(Throwable cause) {
        super("The message could not be spooled", cause);
    }
}
