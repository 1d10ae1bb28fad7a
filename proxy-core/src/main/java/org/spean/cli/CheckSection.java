package org.spean.cli;

import java.time.Instant;
import org.spean.view.View;

/** A part of {@code spean check}. */
@FunctionalInterface
interface CheckSection {

    /** Looks, and adds what it saw. May block for some seconds. */
    void look(View view, Instant now, Report report);
}
