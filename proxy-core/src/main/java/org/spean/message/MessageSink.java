package org.spean.message;

import org.spean.fault.Fault;

/** Where a message goes. All methods are called on the event loop of the exchange. */
public interface MessageSink {
    /** Takes the event, and owns its content. */
    void write(MessageEvent event);

    /** Whether more should be written now; writing is never refused, but what is not taken up waits in memory. */
    boolean writable();

    /** The message will not be completed. */
    void abort(Fault fault);
}
