package org.spean.testbed.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes TCP connections on to a target, and can be told to do so badly: slowly, not at all, or as if nobody were there. Changes
 * count for connections that are open, too. Safe for use by many threads.
 */
public final class Relay implements AutoCloseable {
    private final InetSocketAddress address;
    private final InetSocketAddress target;
    private final Set<Passage> open = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean silent;
    private volatile boolean closed;
    private volatile ServerSocket listening;

    private Relay(InetSocketAddress address, InetSocketAddress target) throws IOException {
        this.target = target;
        this.listening = listen(address);
        this.address = (InetSocketAddress) listening.getLocalSocketAddress();
        accept(listening);
    }

    /** Listens at an address (port 0: a free one) for whom wants to reach the target. */
    public static Relay start(InetSocketAddress address, InetSocketAddress target) throws IOException {
        return new Relay(address, target);
    }

    private static ServerSocket listen(InetSocketAddress address) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(address, 256);
        return socket;
    }

    private void accept(ServerSocket socket) {
        Thread.ofPlatform().daemon().name("relay").start(() -> {
            while (!socket.isClosed()) {
                try {
                    pass(socket.accept());
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    private void pass(Socket from) {
        Thread.ofPlatform().daemon().name("relay-connect").start(() -> {
            try {
                Passage passage = new Passage(from, new Socket(target.getAddress(), target.getPort()));
                open.add(passage);
                passage.begin();
            } catch (IOException e) {
                close(from); // nobody is there
            }
        });
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** Connections open now. */
    public int open() {
        return open.size();
    }

    /** Everything passes at once, as in the beginning. */
    public synchronized void heal() throws IOException {
        delay = Duration.ZERO;
        silent = false;
        if (listening.isClosed() && !closed) {
            listening = listen(address);
            accept(listening);
        }
    }

    /** Each piece of what passes waits so long, in either direction. */
    public void slow(Duration each) {
        delay = each;
    }

    /** Connections are accepted and nothing passes: a host that has stopped, a cable that was pulled. */
    public void mute() {
        silent = true;
    }

    /** Nobody is there: connections are refused, and those that are open are cut. */
    public synchronized void down() throws IOException {
        listening.close();
        cut();
    }

    /** Resets all connections that are open. */
    public void cut() {
        open.forEach(Passage::end);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        down();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("close of a socket", e);
        }
    }

    private final class Passage {
        private final Socket client;
        private final Socket server;

        Passage(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void begin() {
            Thread.ofPlatform().daemon().name("relay-there").start(() -> copy(client, server));
            Thread.ofPlatform().daemon().name("relay-back").start(() -> copy(server, client));
        }

        private void copy(Socket from, Socket to) {
            byte[] buffer = new byte[16_384];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    Thread.sleep(delay);
                    while (silent && !from.isClosed()) {
                        Thread.sleep(20);
                    }
                    out.write(buffer, 0, count);
                }
            } catch (IOException e) {
                end(); // reset by one side
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            end();
        }

        void end() {
            open.remove(this);
            close(client);
            close(server);
        }
    }
}
