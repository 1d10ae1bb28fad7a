package org.spean.testbed.hostile;

import java.time.Duration;
import org.spean.testbed.GatewayFile;

/** Settings of the gateways attacked: smaller than the defaults where these would take minutes to show, or gigabytes. */
public final class Bounds {
    static final Duration HANDSHAKE = Duration.ofSeconds(3);
    static final Duration BETWEEN_BYTES = Duration.ofSeconds(3);
    static final Duration IDLE = Duration.ofSeconds(30);
    static final Duration EXCHANGE = Duration.ofSeconds(15);
    static final Duration SMALL_PORTS = Duration.ofSeconds(30); // no setting
    static final int PER_ADDRESS = 300;
    static final int PER_CLIENT = 64;
    static final int MIB = 1024 * 1024;
    static final int MOST_MESSAGE = 8 * MIB;
    static final int SPOOL = 64 * MIB;
    static final int DISCARD = 4 * MIB;
    static final int HEADERS = 64 * 1024;
    static final int MOST_ATTACHMENTS = 256;

    /** Resident memory of a connection that says nothing, in KiB. */
    static final int IDLE_KIB = 8;

    /** What the attackers' line carries: 200 Mbit/s. */
    static final int LINE_BYTES = 25_000_000;

    /** How many connections they open in a second. */
    static final int CONNECTS_A_SECOND = 2000;

    private Bounds() {}

    /** Puts them into a configuration. */
    public static GatewayFile in(GatewayFile file) {
        return file.set("timeouts.handshake", seconds(HANDSHAKE))
                .set("timeouts.firstByte", "10s")
                .set("timeouts.betweenBytes", seconds(BETWEEN_BYTES))
                .set("timeouts.idle", seconds(IDLE))
                .set("timeouts.exchange", seconds(EXCHANGE))
                .set("limits.connectionsPerAddress", PER_ADDRESS)
                .set("limits.exchangesPerClient", PER_CLIENT)
                .set("limits.discardBytes", DISCARD + "B")
                .set("spool.maxMessage", MOST_MESSAGE + "B")
                .set("spool.total", SPOOL + "B")
                .set("timestamping.interval", "1s");
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + "s";
    }
}
