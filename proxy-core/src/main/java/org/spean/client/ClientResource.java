package org.spean.client;

import io.netty.handler.codec.http.HttpRequest;
import org.spean.message.MessageEvent;

/**
 * Something the client port serves, chosen by the head of a request. The port asks its resources in order and hands the
 * request to the first that matches.
 */
interface ClientResource {

    /** Whether this resource answers the request. */
    boolean matches(HttpRequest request);

    /**
     * Begins to answer; may throw {@code FaultException}.
     *
     * @param connection where the answer goes
     */
    Conversation serve(HttpRequest request, ClientConnection connection);

    /** One request being answered. Event loop only. */
    interface Conversation {

        /** What follows the head: first an attachment head if there is a body, then content, then the end. */
        void received(MessageEvent event);

        /** The connection takes more again. */
        void writable();

        /** The client is gone. */
        void gone();
    }
}
