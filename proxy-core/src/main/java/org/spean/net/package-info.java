/**
 * Connections: event loops, the TLS of peers, services and the client port, pools of outgoing connections, flow
 * control and time-outs of a channel. Nothing here knows what a message is; whether a peer may be talked to at all is
 * decided per exchange, from its {@link org.spean.net.PeerIdentity}.
 */
@NullMarked
package org.spean.net;

import org.jspecify.annotations.NullMarked;
