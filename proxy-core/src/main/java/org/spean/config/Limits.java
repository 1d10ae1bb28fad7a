package org.spean.config;

/**
 * Bounds of what the gateway takes on; ranges and defaults stand in {@link Settings#below Settings.below("limits")}.
 * Values out of range are refused with an {@link IllegalArgumentException}.
 *
 * @param exchanges exchanges in flight in this process; more are refused at once
 * @param exchangesPerClient those of one client; more are refused at once
 * @param connections connections accepted, all ports together
 * @param connectionsPerAddress those from one address
 * @param handshakes full TLS handshakes at the same time
 * @param idleConnections kept connections per destination and event loop
 * @param headerBytes bytes of the HTTP headers of a message, or of the MIME headers of one part
 * @param messageBytes bytes of the message part (REST head, SOAP envelope)
 * @param signatureBytes bytes of each part of a seal: signature, hash chain, result; and of an OCSP response
 * @param attachments attachments of one SOAP message
 * @param discardBytes bytes of a refused message that are still read before the connection is closed
 * @param exchangesPerService calls to one service at the same time, if nothing else is said of it
 * @param exchangesPerPeer exchanges with one security server at the same time, in each direction
 */
public record Limits(
        int exchanges,
        int exchangesPerClient,
        int connections,
        int connectionsPerAddress,
        int handshakes,
        int idleConnections,
        int headerBytes,
        int messageBytes,
        int signatureBytes,
        int attachments,
        long discardBytes,
        int exchangesPerService,
        int exchangesPerPeer) {

    /** The defaults. */
    public static final Limits DEFAULTS = new Limits(
            (int) Settings.EXCHANGES.number(),
            (int) Settings.EXCHANGES_PER_CLIENT.number(),
            (int) Settings.CONNECTIONS.number(),
            (int) Settings.CONNECTIONS_PER_ADDRESS.number(),
            (int) Settings.HANDSHAKES.number(),
            (int) Settings.IDLE_CONNECTIONS.number(),
            (int) Settings.HEADER_BYTES.number(),
            (int) Settings.MESSAGE_BYTES.number(),
            (int) Settings.SIGNATURE_BYTES.number(),
            (int) Settings.ATTACHMENTS.number(),
            Settings.DISCARD_BYTES.number(),
            (int) Settings.EXCHANGES_PER_SERVICE.number(),
            (int) Settings.EXCHANGES_PER_PEER.number());

    public Limits {
        Settings.EXCHANGES.check(exchanges);
        Settings.EXCHANGES_PER_CLIENT.check(exchangesPerClient);
        Settings.CONNECTIONS.check(connections);
        Settings.CONNECTIONS_PER_ADDRESS.check(connectionsPerAddress);
        Settings.HANDSHAKES.check(handshakes);
        Settings.IDLE_CONNECTIONS.check(idleConnections);
        Settings.HEADER_BYTES.check(headerBytes);
        Settings.MESSAGE_BYTES.check(messageBytes);
        Settings.SIGNATURE_BYTES.check(signatureBytes);
        Settings.ATTACHMENTS.check(attachments);
        Settings.DISCARD_BYTES.check(discardBytes);
        Settings.EXCHANGES_PER_SERVICE.check(exchangesPerService);
        Settings.EXCHANGES_PER_PEER.check(exchangesPerPeer);
    }

    static Limits read(Section s) {
        return new Limits(
                s.count(Settings.EXCHANGES),
                s.count(Settings.EXCHANGES_PER_CLIENT),
                s.count(Settings.CONNECTIONS),
                s.count(Settings.CONNECTIONS_PER_ADDRESS),
                s.count(Settings.HANDSHAKES),
                s.count(Settings.IDLE_CONNECTIONS),
                (int) s.size(Settings.HEADER_BYTES),
                (int) s.size(Settings.MESSAGE_BYTES),
                (int) s.size(Settings.SIGNATURE_BYTES),
                s.count(Settings.ATTACHMENTS),
                s.size(Settings.DISCARD_BYTES),
                s.count(Settings.EXCHANGES_PER_SERVICE),
                s.count(Settings.EXCHANGES_PER_PEER));
    }
}
