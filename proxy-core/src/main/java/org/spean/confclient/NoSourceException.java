package org.spean.confclient;

import java.util.List;
import java.util.stream.Collectors;

/** No source of an anchor helped; the message is one line that names each with its failure. */
final class NoSourceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean unreachable;

    NoSourceException(List<SourceException> failures) {
        super(failures.stream().map(SourceException::getMessage).collect(Collectors.joining("; ")));
        this.unreachable = failures.stream().anyMatch(f -> f.what() == SourceException.Cause.UNREACHABLE);
        failures.forEach(this::addSuppressed);
    }

    /** Whether one of them did not answer. */
    boolean unreachable() {
        return unreachable;
    }
}
