package org.spean.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.CertHash;

/**
 * Who is on the other side of a TLS connection, as the handshake proved it. That its chain led to an approved authority
 * held at the time of the (first) handshake; whether it is registered, and its status, is a question of each exchange.
 *
 * @param chain as the peer sent it, its own certificate first
 * @param sha1 of the first certificate, by which shared-params V2 register it
 * @param sha256 of the first certificate, by which shared-params from V3 register it
 */
public record PeerIdentity(List<X509Certificate> chain, CertHash sha1, CertHash sha256) {
    /** The identity of a channel's peer; set once the handshake is done. */
    public static final AttributeKey<PeerIdentity> KEY = AttributeKey.valueOf(PeerIdentity.class, "identity");

    /** Copies the list. */
    public PeerIdentity {
        chain = List.copyOf(chain);
    }

    /** Of a chain that is not empty. */
    public static PeerIdentity of(List<X509Certificate> chain) {
        X509Certificate leaf = chain.getFirst();
        return new PeerIdentity(chain, CertHash.sha1(leaf), CertHash.sha256(leaf));
    }

    /** Of a channel; {@code null} before the handshake is done, and when the peer showed no certificate. */
    public static @Nullable PeerIdentity of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** The peer's own certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }
}
