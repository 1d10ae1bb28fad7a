package org.spean.crypto.asic;

import java.io.IOException;

/** A file is not a ZIP file that can be read in one way only, or exceeds a bound. The message names the rule. */
public final class ZipDeviationException extends IOException {
    private static final long serialVersionUID = 1;

    ZipDeviationException(String message) {
        super("ZIP: " + message);
    }
}
