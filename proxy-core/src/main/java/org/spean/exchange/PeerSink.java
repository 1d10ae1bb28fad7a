package org.spean.exchange;

import org.spean.crypto.signing.Signed;
import org.spean.message.MessageSink;
import org.spean.messagelog.Committed;

/** A message on its way to a peer. */
public interface PeerSink extends MessageSink {

    /**
     * Writes hash chain and signature and ends the message.
     *
     * @param committed proof that the message's record is durable: without it there is no way to seal
     */
    void seal(Signed signed, Committed committed);

    /** Sends what was written; otherwise it leaves when enough has gathered, or with the seal. */
    void flush();
}
