package org.spean.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.spean.crypto.certificate.KeyUsages;
import org.spean.crypto.trust.TrustAnchors;

/**
 * Accepts a peer whose certificate leads to an authority approved now. Host names and the JDK's trust store play no part;
 * registration and status are judged per exchange.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private static final X509Certificate[] NO_NAMES = {};

    private final Supplier<TrustAnchors> anchors;
    private final InstantSource clock;
    private final Handshakes handshakes;

    PeerTrust(Supplier<TrustAnchors> anchors, Handshakes handshakes, InstantSource clock) {
        this.handshakes = handshakes;
        this.anchors = anchors;
        this.clock = clock;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("no certificate");
        }
        if (!KeyUsages.authentication(chain[0])) {
            throw new CertificateException(
                    "not a certificate for authentication: " + chain[0].getSubjectX500Principal());
        }
        anchors.get().chain(chain[0], Arrays.asList(chain), clock.instant());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        handshakes.judged(engine);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        handshakes.judged(engine);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    /** None: the names in a CertificateRequest are only a hint, and the authorities change without a new context. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NO_NAMES;
    }
}
