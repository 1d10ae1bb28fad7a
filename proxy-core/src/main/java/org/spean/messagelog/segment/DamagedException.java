package org.spean.messagelog.segment;

import java.io.IOException;

/** What stands at a place of a segment is not what was written; the text names the place. */
final class DamagedException extends IOException {

    DamagedException(Place place, String what) {
        super(place + ": " + what);
    }
}
