package org.spean.testbed.hostile;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Information systems that ask at a steady rate, each over a connection that it keeps, and remember which of their exchanges
 * were answered. Latency counts from when a request was due, so that a stall is not hidden.
 */
public final class HonestClients implements AutoCloseable {
    private static final int CLIENTS = 8;
    private static final Duration EVERY = Duration.ofMillis(80);
    private static final int PATIENCE_MS = 30_000;

    private final InetSocketAddress port;
    private final String path;
    private final String client;
    private final String instance;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> answered = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong failed = new AtomicLong();
    private volatile Histogram window = new ConcurrentHistogram(3);
    private volatile boolean ending;
    private volatile @Nullable String lastFailure;

    /**
     * Starts at once.
     *
     * @param port the client port
     * @param path of the service, {@code /r1/…}
     * @param client the subsystem that asks
     */
    public HonestClients(InetSocketAddress port, String path, String client) {
        this.port = port;
        this.path = path;
        this.client = client;
        this.instance = client.substring(0, client.indexOf('/'));
        for (int i = 0; i < CLIENTS; i++) {
            long offset = EVERY.toNanos() * i / CLIENTS;
            threads.add(Thread.ofPlatform().daemon().name("honest-" + i).start(() -> run(offset)));
        }
    }

    /** Latencies in nanoseconds since the last call. */
    public Histogram takeWindow() {
        Histogram taken = window;
        window = new ConcurrentHistogram(3);
        return taken;
    }

    /** How many exchanges were answered so far: those of {@link #end} before that place. */
    public int answered() {
        return answered.size();
    }

    /** Requests that were refused or not answered. */
    public long failed() {
        return failed.get();
    }

    /** What became of the last of them. */
    public @Nullable String lastFailure() {
        return lastFailure;
    }

    /** Ends when what is under way has ended; gives the ids of the exchanges that were answered, in their order. */
    public List<String> end() throws InterruptedException {
        ending = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(answered);
    }

    private void run(long offset) {
        long due = System.nanoTime() + offset;
        Connection connection = null;
        while (!ending) {
            LockSupport.parkNanos(due - System.nanoTime());
            if (System.nanoTime() < due) {
                continue;
            }
            String id = instance + '-' + UUID.randomUUID();
            try {
                connection = connection == null ? new Connection() : connection;
                connection.ask(id);
                answered.add(id);
                window.recordValue(System.nanoTime() - due);
            } catch (IOException e) {
                failed.incrementAndGet();
                lastFailure = e.toString();
                window.recordValue(System.nanoTime() - due);
                connection = closed(connection);
            }
            due = Math.max(due + EVERY.toNanos(), System.nanoTime() - EVERY.toNanos());
        }
        closed(connection);
    }

    private static @Nullable Connection closed(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.socket.close();
            } catch (IOException e) {
                throw new IllegalStateException("close", e);
            }
        }
        return null;
    }

    @Override
    public void close() {
        ending = true;
    }

    private final class Connection {
        private final Socket socket = new Socket();
        private final InputStream in;

        Connection() throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MS);
            socket.connect(port, PATIENCE_MS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void ask(String id) throws IOException {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: gateway\r\nX-Road-Client: " + client + "\r\nX-Road-Id: "
                                    + id + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String status = line();
            int length = 0;
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException(status + ' ' + body);
            }
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed after: " + line.toString(StandardCharsets.US_ASCII));
                }
                line.write(c);
            }
            return line.toString(StandardCharsets.US_ASCII).strip();
        }
    }
}
