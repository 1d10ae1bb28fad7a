package org.spean.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that does as its script says, however wrong. */
final class ScriptedService implements AutoCloseable {

    /** What happens on one connection; it is closed when the script returns. */
    @FunctionalInterface
    interface Script {
        void serve(Call call) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);

    private ScriptedService(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("scripted-service").start(this::accept);
    }

    static ScriptedService start(Script script) throws IOException {
        return new ScriptedService(script);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/api";
    }

    int connections() {
        return connections.get();
    }

    /** Requests whose head has come. */
    int requests() {
        return requests.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(new Call(socket));
        } catch (IOException | InterruptedException e) {
            // the gateway hung up, or the test is over: either way the connection ends
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One connection. */
    final class Call {
        private final InputStream in;
        private final OutputStream out;

        private Call(Socket socket) throws IOException {
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        /** Reads a head. */
        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    throw new IOException("closed");
                }
                head.append((char) c);
            }
            requests.incrementAndGet();
            return head.toString();
        }

        /** Reads a request with its body, and answers the head. */
        String request() throws IOException {
            String head = head();
            for (String line : head.split("\r\n", -1)) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    in.skipNBytes(Long.parseLong(line.substring(15).strip()));
                }
            }
            return head;
        }

        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Does nothing until the service is closed or the gateway hangs up. */
        void untilHangUp() throws IOException {
            while (in.read() >= 0) {
                // whatever comes
            }
        }

        /** Does nothing until the service is closed. */
        void forever() throws InterruptedException {
            end.await();
        }
    }
}
