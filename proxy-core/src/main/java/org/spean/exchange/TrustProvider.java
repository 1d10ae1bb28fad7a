package org.spean.exchange;

import org.spean.crypto.trust.TrustAnchors;
import org.spean.fault.FaultCode;
import org.spean.globalconf.SecurityServer;
import org.spean.net.PeerIdentity;
import org.spean.trust.OcspStatuses;

/** The certificate of the connection is registered for a server of this provider, and its status is good: every exchange. */
final class TrustProvider implements Step<ConsumerExchange> {

    @Override
    public String name() {
        return "TRUST_PEER";
    }

    @Override
    public void start(ConsumerExchange exchange) {
        PeerIdentity identity = exchange.line().identity();
        SecurityServer server = exchange.view().globalConf().byAuthCert(identity.sha1(), identity.sha256());
        if (server == null
                || !server.serves(exchange.request().service().provider())
                || !exchange.servers().contains(server)) {
            throw exchange.refuse(
                    FaultCode.SSL_AUTHENTICATION_FAILED,
                    "The certificate of the peer is not registered for a security server of "
                            + TypedName.of(exchange.request().service().provider()));
        }
        exchange.peer(server);
        TrustAnchors anchors = exchange.view().anchors();
        OcspStatuses statuses = exchange.facilities().ocsp();
        if (statuses.known(identity.chain(), anchors) != null) {
            exchange.advance();
        } else {
            exchange.await(
                    statuses.ofPeer(exchange.loop(), server, identity.chain(), anchors),
                    responses -> exchange.advance(),
                    responses -> {});
        }
    }

    @Override
    public FaultCode failure() {
        return FaultCode.SSL_AUTHENTICATION_FAILED;
    }

    @Override
    public String purpose() {
        return "learn that the certificate of the provider's security server is valid (OCSP)";
    }
}
