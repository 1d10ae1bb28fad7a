package org.spean.confclient;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.spean.event.Events;

/** A source that did not help: the message is one line, {@code URL: reason}, for the operator. */
final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What was wrong with it. */
    enum Cause {
        /** It did not answer, or with another status than 200. */
        UNREACHABLE(Events.Kind.SOURCE_UNREACHABLE),
        /** Its directory is refused. */
        DIRECTORY(Events.Kind.DIRECTORY_REFUSED),
        /** A part is not what the directory says, or cannot be read. */
        PART(Events.Kind.PART_REFUSED);

        private final Events.Kind kind;

        Cause(Events.Kind kind) {
            this.kind = kind;
        }

        Events.Kind kind() {
            return kind;
        }
    }

    private final Cause what;
    private final URI url;
    private final String reason;

    SourceException(Cause what, URI url, String reason) {
        this(what, url, reason, null);
    }

    SourceException(Cause what, URI url, String reason, @Nullable Throwable cause) {
        super(url + ": " + reason, cause);
        this.what = what;
        this.url = url;
        this.reason = reason;
    }

    Cause what() {
        return what;
    }

    URI url() {
        return url;
    }

    String reason() {
        return reason;
    }
}
