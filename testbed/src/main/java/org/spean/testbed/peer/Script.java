package org.spean.testbed.peer;

import java.io.IOException;
import java.io.OutputStream;

/** What a scripted server does with a request: writes whatever bytes it likes, flushes, waits, or returns silently. */
@FunctionalInterface
public interface Script {
    /**
     * Answers one request; runs on a thread of its own and may block.
     *
     * @param request the request's bytes as they were on the wire
     * @return whether the connection stays open for another request
     */
    boolean serve(byte[] request, OutputStream out) throws IOException;

    /** Answers every request with the same bytes and closes, as an unmodified server does. */
    static Script closingAfter(byte[] response) {
        return (request, out) -> {
            out.write(response);
            out.flush();
            return false;
        };
    }

    /** Answers every request with the same bytes, which have to say where they end, and keeps the connection. */
    static Script keepingAfter(byte[] response) {
        return (request, out) -> {
            out.write(response);
            out.flush();
            return true;
        };
    }
}
