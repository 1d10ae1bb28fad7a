package org.spean.testbed.peer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.spean.testbed.authority.Issued;

/** A scripted provider's security server: accepts TLS connections, keeps what it receives, answers by its script. */
public final class ScriptedServer implements AutoCloseable {
    private final SSLServerSocket server;
    private final Script script;
    private final List<byte[]> requests = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    private ScriptedServer(InetSocketAddress address, Issued identity, TlsOffer offer, Script script)
            throws IOException {
        this.script = script;
        this.server = (SSLServerSocket)
                PeerContext.of(identity).getServerSocketFactory().createServerSocket();
        server.setReuseAddress(true);
        server.bind(address);
        server.setNeedClientAuth(true);
        server.setEnabledProtocols(offer.protocols(server.getEnabledProtocols()));
        server.setEnabledCipherSuites(offer.cipherSuites(server.getEnabledCipherSuites()));
        Thread.ofPlatform().daemon().name("scripted-server").start(this::accept);
    }

    /** Starts a server; port 0 takes a free one. */
    public static ScriptedServer start(InetSocketAddress address, Issued identity, TlsOffer offer, Script script)
            throws IOException {
        return new ScriptedServer(address, identity, offer, script);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** The requests so far, each with head and chunks as on the wire. */
    public List<byte[]> requests() {
        return List.copyOf(requests);
    }

    /** How many connections were accepted, handshakes that failed included. */
    public int connections() {
        return connections.get();
    }

    /** Why connections ended that did not end well. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SSLSocket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofPlatform().daemon().name("scripted-connection").start(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    failures.add(e.toString());
                }
            }
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            socket.startHandshake();
            HttpBytes in = new HttpBytes(new BufferedInputStream(socket.getInputStream()));
            boolean again = true;
            while (again) {
                byte[] request = in.request();
                if (request.length == 0) {
                    break;
                }
                requests.add(request);
                again = script.serve(request, socket.getOutputStream());
            }
        } catch (IOException e) {
            failures.add(e.toString());
        } finally {
            open.remove(socket);
        }
    }
}
