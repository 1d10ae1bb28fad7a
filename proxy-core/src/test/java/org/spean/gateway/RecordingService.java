package org.spean.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A service that keeps the bytes of each request as they came, and answers with bytes that a test sets, however wrong. It
 * knows of no way to end a request but the empty line and {@code Content-Length}, so that whatever is smuggled in shows as a
 * request of its own.
 */
final class RecordingService implements AutoCloseable {

    static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile String answer = GOOD;

    private RecordingService() throws IOException {}

    static RecordingService start() throws IOException {
        RecordingService service = new RecordingService();
        Thread.ofPlatform().daemon().name("recording-service").start(service::accept);
        return service;
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/api";
    }

    /** What is written to each request from now on, a byte a character. */
    void answer(String bytes) {
        answer = bytes;
    }

    /** How many were accepted. */
    int connections() {
        return connections.get();
    }

    /** The requests so far, each with its body, a character a byte. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofPlatform().daemon().name("recording-connection").start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String request = request(in); request != null; request = request(in)) {
                requests.add(request);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            requests.add("broken off: " + e.getMessage());
        } finally {
            open.remove(socket);
        }
    }

    /** The next one; null when the gateway has hung up in between. */
    private static @Nullable String request(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                if (bytes.size() > 0) {
                    throw new IOException("after " + bytes.toString(StandardCharsets.ISO_8859_1));
                }
                return null;
            }
            bytes.write(next);
            head = bytes.toString(StandardCharsets.ISO_8859_1);
        }
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                bytes.write(in.readNBytes(Integer.parseInt(line.substring(15).strip())));
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
