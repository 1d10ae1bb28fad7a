package org.spean.gateway;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import org.spean.crypto.key.ProviderProbe;

/** The native libraries that every gateway needs: each is unpacked and linked, which takes its time. */
final class Libraries {
    private Libraries() {}

    /** Loads them on a thread of its own, while the main one reads the configuration. Who needs one sooner waits for it. */
    static void load() {
        Thread.ofPlatform().daemon().name("spean-libraries").start(() -> {
            Epoll.isAvailable();
            ProviderProbe.load();
            OpenSsl.isAvailable();
        });
    }
}
