package org.spean.crypto.asic;

import java.io.IOException;

/** A file is not a ZIP file that can be read in one way only, or exceeds a bound. The message names the rule. */
public final class ZipDeviationException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean unreadable;

    ZipDeviationException(String message) {
        this(message, false);
    }

    private ZipDeviationException(String message, boolean unreadable) {
        super("ZIP: " + message);
        this.unreadable = unreadable;
    }

    /** The file is no ZIP file, not a whole one, or none of evidence. */
    static ZipDeviationException unreadable(String message) {
        return new ZipDeviationException(message, true);
    }

    /** Whether nothing can be told of the file, good or bad: it may be something else altogether. */
    public boolean unreadable() {
        return unreadable;
    }
}
