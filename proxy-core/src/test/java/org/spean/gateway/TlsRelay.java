package org.spean.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between two gateways, passes every byte, and tells of each connection whether it resumed a session of TLS 1.3. */
final class TlsRelay implements AutoCloseable {
    private static final int PRE_SHARED_KEY = 41;
    private static final int RECORD_HEADER = 5;
    /** Type and length of the message, the version, the random. */
    private static final int BEFORE_SESSION_ID = 4 + 2 + 32;

    private final ServerSocket listening;
    private final InetSocketAddress target;
    private final AtomicLong bytes = new AtomicLong();
    private final List<Passage> passages = new CopyOnWriteArrayList<>();

    TlsRelay(String address, int port, int targetPort) throws IOException {
        listening = new ServerSocket(port, 50, InetAddress.getByName(address));
        target = new InetSocketAddress(address, targetPort);
        Thread.ofPlatform().daemon().start(this::accept);
    }

    private void accept() {
        while (true) {
            try {
                Socket from = listening.accept();
                Passage passage = new Passage(from, new Socket(target.getAddress(), target.getPort()));
                passages.add(passage);
                Thread.ofPlatform().daemon().start(() -> passage.copy(from, passage.server, false));
                Thread.ofPlatform().daemon().start(() -> passage.copy(passage.server, from, true));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    /** Connections so far. */
    int connections() {
        return passages.size();
    }

    /** Those that neither side has closed. */
    long open() {
        return passages.stream().filter(Passage::open).count();
    }

    /** Whether the latest connection resumed a session. */
    boolean lastResumed() {
        return passages.getLast().resumed();
    }

    /** Bytes passed so far, both ways. */
    long bytes() {
        return bytes.get();
    }

    /** Closes all connections. */
    void cut() {
        passages.forEach(Passage::close);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }

    /** One connection. */
    private final class Passage {
        private final Socket client;
        private final Socket server;
        private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

        Passage(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void copy(Socket from, Socket to, boolean note) {
            byte[] buffer = new byte[8192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    synchronized (answer) {
                        if (note && answer.size() < buffer.length) {
                            answer.write(buffer, 0, count);
                        }
                    }
                    bytes.addAndGet(count);
                    out.write(buffer, 0, count);
                }
            } catch (IOException e) {
                close(); // by either side, or cut
            }
            close();
        }

        boolean open() {
            return !client.isClosed();
        }

        void close() {
            for (Socket one : List.of(client, server)) {
                try {
                    one.close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }

        /** The ServerHello names the key that it has taken (RFC 8446, 4.1.3 and 4.2.11). */
        boolean resumed() {
            ByteBuffer hello;
            synchronized (answer) {
                hello = ByteBuffer.wrap(answer.toByteArray());
            }
            hello.position(RECORD_HEADER + BEFORE_SESSION_ID);
            skip(hello, hello.get());
            skip(hello, 3); // suite and compression
            int end = hello.getShort() + hello.position();
            while (hello.position() < end) {
                if (hello.getShort() == PRE_SHARED_KEY) {
                    return true;
                }
                skip(hello, hello.getShort());
            }
            return false;
        }

        private static void skip(ByteBuffer buffer, int octets) {
            buffer.position(buffer.position() + octets);
        }
    }
}
