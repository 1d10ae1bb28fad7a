package org.spean.exchange;

import org.spean.access.OwnService;
import org.spean.fault.FaultException;
import org.spean.message.MessageSink;
import org.spean.message.RequestHead;
import org.spean.view.View;

/**
 * A service that this gateway answers itself: metadata, monitoring. Its requests and answers are signed, verified, logged
 * and authorised like any other. Stateless or thread-safe: every event loop calls it.
 */
public interface BuiltInService extends OwnService {

    /**
     * Answers a verified, permitted and recorded request. Begins on the exchange's event loop and must not block it; the
     * answer may come later and from any thread, one event at a time, and is held until the peer takes it, so it should be
     * bounded.
     *
     * @param requestHash Base64 of the request's hash, that ties the answer to it
     * @param answer takes a head, attachments and {@code MessageEnd}, or {@code abort} instead of the rest
     * @throws FaultException instead of an answer
     */
    void call(View view, RequestHead request, String requestHash, MessageSink answer);
}
