package org.spean.exchange;

import org.spean.fault.Fault;
import org.spean.message.MessageEvent;

/** What an exchange hears from the side it called: a peer or a service. All calls come on the exchange's event loop. */
public interface FarListener {

    /** Next event of the answer; ownership of {@code Content} passes to the listener. */
    void received(MessageEvent event);

    /** The sink towards the far side takes more again. */
    void writable();

    /** The connection is lost or timed out before the answer was complete. No further call follows. */
    void broken(Fault fault);
}
