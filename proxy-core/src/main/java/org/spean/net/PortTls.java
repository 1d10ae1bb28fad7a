package org.spean.net;

import io.netty.channel.Channel;

/** TLS of a port: what connections that others open to it are secured with. Safe for use by many threads. */
public interface PortTls {

    /** Adds the handlers of a connection just accepted to the end of its pipeline. */
    void addTo(Channel channel);

    /** Stands for whom a connection opened now would see: the same object as long as that does not change. */
    Object identity();
}
