package org.spean.testbed.hostile;

import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a crowd of connections does to one port.
 *
 * @param target the port
 * @param from addresses of the attackers, by turns
 * @param connections how many are opened
 * @param tls spoken first; {@code null}: none
 * @param opening sent when the connection stands
 * @param again sent again and again after that; empty: nothing
 * @param pause between these; zero: as fast as the port takes them
 * @param reads whether what comes is read
 * @param pace connections opened in a second
 * @param renewed whether a connection that ends is followed by another
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by agreement
record Assault(
        InetSocketAddress target,
        List<String> from,
        int connections,
        @Nullable SslContext tls,
        byte[] opening,
        byte[] again,
        Duration pause,
        boolean reads,
        int pace,
        boolean renewed) {
    private static final byte[] NOTHING = Unpooled.EMPTY_BUFFER.array();

    /** From one address, in the clear, saying nothing. */
    static Assault on(InetSocketAddress target, String from, int connections) {
        return new Assault(
                target,
                List.of(from),
                connections,
                null,
                NOTHING,
                NOTHING,
                Duration.ZERO,
                true,
                Bounds.CONNECTS_A_SECOND,
                false);
    }

    Assault from(List<String> addresses) {
        return new Assault(target, addresses, connections, tls, opening, again, pause, reads, pace, renewed);
    }

    Assault over(SslContext context) {
        return new Assault(target, from, connections, context, opening, again, pause, reads, pace, renewed);
    }

    Assault saying(byte[] first, byte[] then, Duration every) {
        return new Assault(target, from, connections, tls, first, then, every, reads, pace, renewed);
    }

    Assault deaf() {
        return new Assault(target, from, connections, tls, opening, again, pause, false, pace, renewed);
    }

    Assault pace(int connectionsASecond) {
        return new Assault(target, from, connections, tls, opening, again, pause, reads, connectionsASecond, renewed);
    }

    Assault renewing() {
        return new Assault(target, from, connections, tls, opening, again, pause, reads, pace, true);
    }
}
