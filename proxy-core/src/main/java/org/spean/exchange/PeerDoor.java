package org.spean.exchange;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.ClientId;
import org.spean.view.View;

/** Opens connections to peers' security servers. */
public interface PeerDoor {

    /**
     * A connection to the first of the servers that accepts one.
     *
     * @param later servers to try when none of the others accepts
     * @param client whose request it is; where connections are short, clients have them by turns
     * @param listener hears the answer; only called after the future has succeeded
     * @return completed on {@code loop}; a line nobody wants any more must be {@linkplain PeerLine#release released}
     */
    Future<PeerLine> connect(
            EventLoop loop,
            View view,
            List<SecurityServer> servers,
            List<SecurityServer> later,
            ClientId client,
            FarListener listener);

    /** Looks aside whether a server can be reached again; its {@linkplain org.spean.gate.Gate gate} hears of it. */
    void probe(EventLoop loop, View view, SecurityServer server);
}
