package org.spean.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.AuthenticationIdentity;

/** The other side as an unmodified X-Road server is: blocking sockets of the JDK, versions and suites to choose. */
final class JdkPeer {
    static final String RSA_CBC = "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384";
    static final String ECDSA_CBC = "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384";

    /** Certificates judged by this side: one in each full handshake in which the other showed one, none in a resumed one. */
    final AtomicInteger judged = new AtomicInteger();

    /** Server names that were asked for. */
    final Queue<SNIServerName> names = new ConcurrentLinkedQueue<>();

    /** Certificates the other side showed, as sessions know them. */
    final Queue<Optional<X509Certificate>> shown = new ConcurrentLinkedQueue<>();

    private final SSLContext context;

    JdkPeer(@Nullable AuthenticationIdentity identity) throws GeneralSecurityException {
        context = SSLContext.getInstance("TLS");
        KeyManager[] keys =
                identity == null ? new KeyManager[0] : new KeyManager[] {new OneKey(identity.chain(), identity.key())};
        context.init(keys, new TrustManager[] {new Everybody()}, null);
    }

    /** Says "ping", hears it back, and returns the session. */
    SSLSession ping(InetSocketAddress address, List<String> protocols, List<String> suites) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout((int) TestNet.PATIENCE.toMillis());
            if (!protocols.isEmpty()) {
                socket.setEnabledProtocols(protocols.toArray(String[]::new));
            }
            if (!suites.isEmpty()) {
                socket.setEnabledCipherSuites(suites.toArray(String[]::new));
            }
            OutputStream out = socket.getOutputStream();
            out.write(new byte[] {'p', 'i', 'n', 'g'});
            out.flush();
            byte[] back = socket.getInputStream().readNBytes(4);
            if (back.length != 4) {
                throw new IOException("closed without an answer");
            }
            return socket.getSession();
        }
    }

    /** Listens with one suite, TLS 1.2 and client authentication; each connection is served by a virtual thread. */
    SSLServerSocket listen(List<String> protocols, List<String> suites) throws IOException {
        SSLServerSocket server = bound(protocols, suites);
        Thread.ofPlatform().daemon().start(() -> accept(server));
        return server;
    }

    /** Listens as above; a client certificate is asked for and may be absent. */
    SSLServerSocket listenToAll(List<String> protocols, List<String> suites) throws IOException {
        SSLServerSocket server = bound(protocols, suites);
        server.setWantClientAuth(true);
        Thread.ofPlatform().daemon().start(() -> accept(server));
        return server;
    }

    private SSLServerSocket bound(List<String> protocols, List<String> suites) throws IOException {
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        if (!protocols.isEmpty()) {
            server.setEnabledProtocols(protocols.toArray(String[]::new));
        }
        if (!suites.isEmpty()) {
            server.setEnabledCipherSuites(suites.toArray(String[]::new));
        }
        server.setNeedClientAuth(true);
        return server;
    }

    /** Listens as above for one connection; after its first byte sends an answer and closes. */
    SSLServerSocket listenOnce(List<String> protocols, List<String> suites, byte[] answer) throws IOException {
        SSLServerSocket server = bound(protocols, suites);
        Thread.ofPlatform().daemon().start(() -> {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write(answer);
            } catch (IOException e) {
                return; // the test counts what arrived
            }
        });
        return server;
    }

    private void accept(SSLServerSocket server) {
        while (true) {
            try {
                SSLSocket socket = (SSLSocket) server.accept();
                Thread.ofPlatform().daemon().start(() -> echo(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void echo(SSLSocket socket) {
        try (socket) {
            ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
            names.addAll(session.getRequestedServerNames());
            shown.add(certificate(session));
            InputStream in = socket.getInputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                socket.getOutputStream().write(octet);
            }
        } catch (IOException e) {
            return; // the test looks at the other side
        }
    }

    private static Optional<X509Certificate> certificate(SSLSession session) {
        try {
            return Optional.of((X509Certificate) session.getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private final class Everybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            judged.incrementAndGet(); // and trusted: the other side is the one under test
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            judged.incrementAndGet(); // and trusted: the other side is the one under test
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
