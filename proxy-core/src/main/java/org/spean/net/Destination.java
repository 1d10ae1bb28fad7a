package org.spean.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;

/** Where a pooled connection leads to and what it consists of. */
public interface Destination {
    /**
     * Connections of equal keys are interchangeable: the same candidates, the same TLS, the same handlers. Needs equals
     * and hashCode; its text appears in our log.
     */
    Object key();

    /** Addresses of servers that are equally good, resolved or not; asked only when a connection is to be opened. */
    List<InetSocketAddress> candidates();

    /**
     * Adds the handlers, TLS first, to a channel that is already connected. Runs on the channel's loop.
     *
     * @param chosen the candidate that accepted, resolved; a DNS name keeps its name
     */
    void initialise(Channel channel, InetSocketAddress chosen);

    /**
     * One candidate did not accept a connection in time, or a handshake with it failed. Others may still. Runs on the
     * loop of the lease.
     *
     * @param candidate resolved, or not if its name has no address
     */
    default void unreachable(InetSocketAddress candidate) {}

    /** Whether {@link #initialise} adds an {@link io.netty.handler.ssl.SslHandler}, whose handshake is then awaited. */
    boolean tls();
}
