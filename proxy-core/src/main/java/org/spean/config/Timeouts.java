package org.spean.config;

import java.time.Duration;

/**
 * All time-outs of the gateway; units, ranges and defaults stand in {@link Settings#below Settings.below("timeouts")}.
 * Values out of range are refused with an {@link IllegalArgumentException}.
 *
 * @param connect until a TCP connection to a peer or a service is open
 * @param handshake until a TLS handshake is complete, on either side
 * @param firstByte until the first byte of a request (after accept) or of a peer's answer (after the last byte sent)
 * @param betweenBytes until the next bytes of a message that has begun
 * @param exchange for a whole exchange
 * @param idle until a kept connection without an exchange is closed
 * @param signing until a message has its batch signature
 * @param commit until a record is durable
 * @param drain for exchanges in flight after the order to stop
 */
public record Timeouts(
        Duration connect,
        Duration handshake,
        Duration firstByte,
        Duration betweenBytes,
        Duration exchange,
        Duration idle,
        Duration signing,
        Duration commit,
        Duration drain) {

    /** The defaults. */
    public static final Timeouts DEFAULTS = new Timeouts(
            Settings.CONNECT.duration(),
            Settings.HANDSHAKE.duration(),
            Settings.FIRST_BYTE.duration(),
            Settings.BETWEEN_BYTES.duration(),
            Settings.EXCHANGE.duration(),
            Settings.IDLE.duration(),
            Settings.SIGNING_TIME.duration(),
            Settings.COMMIT.duration(),
            Settings.DRAIN.duration());

    public Timeouts {
        Settings.CONNECT.check(connect);
        Settings.HANDSHAKE.check(handshake);
        Settings.FIRST_BYTE.check(firstByte);
        Settings.BETWEEN_BYTES.check(betweenBytes);
        Settings.EXCHANGE.check(exchange);
        Settings.IDLE.check(idle);
        Settings.SIGNING_TIME.check(signing);
        Settings.COMMIT.check(commit);
        Settings.DRAIN.check(drain);
    }

    static Timeouts read(Section s) {
        return new Timeouts(
                s.duration(Settings.CONNECT),
                s.duration(Settings.HANDSHAKE),
                s.duration(Settings.FIRST_BYTE),
                s.duration(Settings.BETWEEN_BYTES),
                s.duration(Settings.EXCHANGE),
                s.duration(Settings.IDLE),
                s.duration(Settings.SIGNING_TIME),
                s.duration(Settings.COMMIT),
                s.duration(Settings.DRAIN));
    }
}
