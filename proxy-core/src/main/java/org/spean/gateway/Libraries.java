package org.spean.gateway;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import org.spean.crypto.key.ProviderProbe;

/** What every gateway needs of its process: native libraries, each unpacked and linked, which takes its time, and TLS rules. */
final class Libraries {
    private Libraries() {}

    /** Loads them on a thread of its own, while the main one reads the configuration. Who needs one sooner waits for it. */
    static void load() {
        // Before anything speaks TLS: whoever is connected could otherwise have us sign anew as often as it likes.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        Thread.ofPlatform().daemon().name("spean-libraries").start(() -> {
            Epoll.isAvailable();
            ProviderProbe.load();
            OpenSsl.isAvailable();
        });
    }
}
