package org.spean.exchange;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.verification.Verified;
import org.spean.fault.Fault;
import org.spean.message.MessageSink;
import org.spean.message.MessageSource;
import org.spean.message.ResponseHead;
import org.spean.messagelog.Committed;

/** An information system of ours that called the client port, for the time of one exchange. Event loop only. */
public interface ClientDoor {

    /** Whether the connection is TLS. */
    boolean secure();

    /** The certificate the client proved, if it did. */
    @Nullable
    X509Certificate certificate();

    /** The request's flow. */
    MessageSource request();

    /** Begins the answer: only a verified, matching and durably recorded response gets here. */
    MessageSink open(ResponseHead response, long length, Verified verified, Matched matched, Committed committed);

    /** Ends the exchange with a fault. */
    void answer(Fault fault);
}
