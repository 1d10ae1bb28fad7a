package org.spean.testbed.peer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.spean.testbed.authority.Issued;

/**
 * One connection of a scripted consumer's security server. Like an unmodified one it reads nothing before it has written
 * everything. Blocking; for one thread.
 */
public final class ScriptedClient implements AutoCloseable {
    private final SSLSocket socket;
    private final HttpBytes in;

    private ScriptedClient(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new HttpBytes(new BufferedInputStream(socket.getInputStream()));
    }

    /** Connects and shakes hands; reads wait no longer than {@code patience}. */
    public static ScriptedClient connect(InetSocketAddress address, Issued identity, TlsOffer offer, Duration patience)
            throws IOException {
        SSLSocket socket =
                (SSLSocket) PeerContext.of(identity).getSocketFactory().createSocket();
        try {
            socket.connect(address, (int) patience.toMillis());
            socket.setSoTimeout((int) patience.toMillis());
            socket.setEnabledProtocols(offer.protocols(socket.getEnabledProtocols()));
            socket.setEnabledCipherSuites(offer.cipherSuites(socket.getEnabledCipherSuites()));
            socket.startHandshake();
            return new ScriptedClient(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a request in one piece and reads the response, as it is on the wire. */
    public byte[] exchange(byte[] request) throws IOException {
        send(request, 0, request.length);
        return response();
    }

    /** Sends some bytes. */
    public void send(byte[] bytes, int from, int length) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes, from, length);
        out.flush();
    }

    /** Reads a response; empty when the other side has closed the connection instead. */
    public byte[] response() throws IOException {
        return in.response();
    }

    /** Asks for another handshake on this connection (TLS 1.2 knows that); whether there was one within the time. */
    public boolean renegotiates(Duration within) throws InterruptedException {
        CountDownLatch agreed = new CountDownLatch(1);
        socket.addHandshakeCompletedListener(event -> agreed.countDown());
        try {
            socket.startHandshake();
            send(new byte[] {'\r', '\n'}, 0, 2);
        } catch (IOException e) {
            return false; // refused: the connection has ended
        }
        return agreed.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the other side has closed the connection; waits for a byte up to the patience. */
    public boolean closedByPeer() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    /** The negotiated cipher suite. */
    public String cipherSuite() {
        return session().getCipherSuite();
    }

    /** The negotiated protocol. */
    public String protocol() {
        return session().getProtocol();
    }

    /** The other side's certificates as it sent them. */
    public List<X509Certificate> peer() {
        return PeerContext.peerOf(session());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private SSLSession session() {
        return socket.getSession();
    }
}
