package org.spean.exchange;

import org.spean.fault.Fault;
import org.spean.message.MessageSource;
import org.spean.message.TransportHead;
import org.spean.net.PeerIdentity;

/** A peer that called our port 5500, for the time of one exchange. Event loop only. */
public interface PeerCaller {

    /** Certificates the peer proved in its handshake. */
    PeerIdentity identity();

    /** Head of the transport message, with the OCSP responses of the peer's certificates. */
    TransportHead transport();

    /** The request's flow. */
    MessageSource request();

    /** Where the response goes. */
    PeerSink response();

    /** Ends the exchange with a fault, whole or in mid-message. */
    void answer(Fault fault);
}
