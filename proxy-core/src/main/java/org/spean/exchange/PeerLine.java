package org.spean.exchange;

import org.spean.globalconf.SecurityServer;
import org.spean.message.MessageSource;
import org.spean.net.PeerIdentity;

/** An open connection to a peer's port 5500, lent to one exchange. Event loop only. */
public interface PeerLine {

    /** Certificates the peer proved in its handshake. */
    PeerIdentity identity();

    /** The security server that it was opened to; what its certificate says counts. */
    SecurityServer server();

    /** Where the request goes. */
    PeerSink request();

    /** Where the answer comes from. */
    MessageSource response();

    /** Ends the loan. {@code clean}: both messages ended as they should, so the connection may serve another exchange. */
    void release(boolean clean);
}
