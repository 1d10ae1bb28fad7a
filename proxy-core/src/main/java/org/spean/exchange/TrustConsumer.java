package org.spean.exchange;

import org.spean.config.SemanticVersion;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.fault.FaultCode;
import org.spean.globalconf.SecurityServer;
import org.spean.net.PeerIdentity;

/** The certificate of the connection is registered for a server of this client, and its status is good: every exchange. */
final class TrustConsumer implements Step<ProviderExchange> {

    @Override
    public String name() {
        return "TRUST_PEER";
    }

    @Override
    public void start(ProviderExchange exchange) {
        PeerIdentity identity = exchange.caller().identity();
        SecurityServer server = exchange.view().globalConf().byAuthCert(identity.sha1(), identity.sha256());
        if (server == null || !server.serves(exchange.client())) {
            throw exchange.refuse(
                    FaultCode.SSL_AUTHENTICATION_FAILED,
                    "Client '" + TypedName.of(exchange.client())
                            + "' is not registered at the security server that connected");
        }
        exchange.caller(server);
        OcspVerdict verdict = exchange.facilities()
                .ocsp()
                .judge(
                        identity.chain(),
                        exchange.caller().transport().ocspResponses(),
                        exchange.view().anchors(),
                        exchange.facilities().clock().instant());
        if (verdict instanceof OcspVerdict.Bad bad) {
            throw exchange.refuse(FaultCode.SSL_AUTHENTICATION_FAILED, bad.message());
        }
        demandVersion(exchange);
        exchange.advance();
    }

    private static void demandVersion(ProviderExchange exchange) {
        SemanticVersion minimum = exchange.config().peers().minimumVersion();
        if (minimum == null) {
            return;
        }
        String named = exchange.caller().transport().proxyVersion();
        SemanticVersion version = named == null ? null : SemanticVersion.of(named);
        if (version == null || version.compareTo(minimum) < 0) {
            throw exchange.refuse(
                    FaultCode.CLIENT_PROXY_VERSION_NOT_SUPPORTED,
                    "The minimum supported version for client Security Server is: " + minimum);
        }
    }
}
