package org.spean.exchange;

import org.spean.message.MessageSink;
import org.spean.message.MessageSource;

/** One call to a service. Event loop only. */
public interface ServiceCall extends MessageSink {

    /** The answer's flow. */
    MessageSource response();

    /** Ends the call; {@code clean} when request and answer ended as they should. */
    void release(boolean clean);
}
