package org.spean.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** An information system that writes its HTTP by hand. Blocking; for one thread. */
final class RawClient implements AutoCloseable {

    /** An answer as it came; names of headers in any case. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(String statusLine, Map<String, String> headers, byte[] body) {

        int status() {
            return Integer.parseInt(statusLine.split(" ", 3)[1]);
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket made, InetSocketAddress address) throws IOException {
        socket = made;
        socket.setSoTimeout((int) Pair.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        socket.connect(address);
        in = new BufferedInputStream(socket.getInputStream());
    }

    static RawClient to(Pair pair) throws IOException {
        return to(pair.clientPort());
    }

    static RawClient to(InetSocketAddress address) throws IOException {
        return new RawClient(new Socket(), address);
    }

    /** In TLS; the handshake begins with the first byte. */
    static RawClient to(InetSocketAddress address, SSLContext tls) throws IOException {
        return new RawClient(tls.getSocketFactory().createSocket(), address);
    }

    /** Reads whatever comes until the gateway has closed the connection, well or by a reset. */
    void drain() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            throw e; // it is still open
        } catch (SocketException | SSLException e) {
            return; // reset, or closed in mid-handshake
        }
    }

    /** Head of a request to the usual service, by the bank, without the empty line. */
    static String head(String verb, String path, String... headers) {
        StringBuilder head = new StringBuilder(verb + " /r1/" + Pair.SERVICE + path
                + " HTTP/1.1\r\nHost: gateway\r\nX-Road-Client: " + Pair.BANK + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }

    RawClient write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    RawClient write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next answer; one to HEAD has no body whatever its headers say. */
    Answer read(boolean toHead) throws IOException {
        String status = line();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(line.substring(0, colon), line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
        }
        int code = Integer.parseInt(status.split(" ", 3)[1]);
        byte[] body = toHead || code < 200 || code == 204 || code == 304 ? new byte[0] : body(headers);
        return new Answer(status, headers, body);
    }

    Answer read() throws IOException {
        return read(false);
    }

    /** Whether the answer begins; waits for it. */
    boolean begins() throws IOException {
        return in.read() >= 0;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        String length = headers.get("content-length");
        if (length != null) {
            return in.readNBytes(Integer.parseInt(length));
        }
        if (!headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .equals("chunked")) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(); size > 0; size = size()) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed after: " + line);
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    /** Whether the gateway has closed the connection; waits for it. */
    boolean closedByGateway() throws IOException {
        return in.read() < 0;
    }

    /** Hangs up so that the other side sees a reset. */
    void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
