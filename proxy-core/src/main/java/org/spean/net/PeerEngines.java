package org.spean.net;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Which peers were seen to speak what BoringSSL speaks. A peer not known is met with the JDK's engine, which offers
 * everything; a peer that stops speaking it is forgotten and met with the JDK's engine at once.
 */
final class PeerEngines {
    private static final int MOST = 10_000;
    private static final AttributeKey<Boolean> TRY_AGAIN = AttributeKey.valueOf(PeerEngines.class, "tryAgain");

    private final Cache<InetSocketAddress, Boolean> modern;
    private final Cache<InetSocketAddress, Boolean> failing;

    PeerEngines(Duration memory) {
        modern =
                Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(memory).build();
        failing =
                Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(memory).build();
    }

    boolean speaksModern(InetSocketAddress address) {
        return modern.getIfPresent(address) != null;
    }

    void negotiated(InetSocketAddress address, String protocol, String suite) {
        if (CipherSuites.TLS_1_3.equals(protocol) || CipherSuites.isModern(suite)) {
            modern.put(address, true);
        } else {
            modern.invalidate(address);
        }
    }

    /** A handshake with BoringSSL, begun from memory, has failed. */
    void failed(InetSocketAddress address, Channel channel) {
        modern.invalidate(address);
        failing.put(address, true);
        channel.attr(TRY_AGAIN).set(true);
    }

    /** Whether a connection made now would have BoringSSL, as far as is known. */
    boolean outgrown(InetSocketAddress address) {
        return speaksModern(address) && failing.getIfPresent(address) == null;
    }

    /** Whether the handshake failed with an engine that was only remembered, so that the other may succeed. */
    static boolean mayTryAgain(Channel channel) {
        return channel.hasAttr(TRY_AGAIN);
    }
}
