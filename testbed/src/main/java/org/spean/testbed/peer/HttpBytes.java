package org.spean.testbed.peer;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads one HTTP/1.1 message and gives its bytes as they were on the wire, chunks included. */
final class HttpBytes {
    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean delimited;

    HttpBytes(InputStream in) {
        this.in = in;
    }

    /** Whether the message just read says where it ends. If not it has ended with the connection. */
    boolean delimited() {
        return delimited;
    }

    /** A request; empty when the connection ended before its first byte. */
    byte[] request() throws IOException {
        return read(false);
    }

    /** A response to a request that was not HEAD; empty when the connection ended before its first byte. */
    byte[] response() throws IOException {
        return read(true);
    }

    private byte[] read(boolean response) throws IOException {
        bytes.reset();
        delimited = true;
        boolean chunked = false;
        long length = -1;
        String first = line();
        if (first.isEmpty()) {
            return new byte[0];
        }
        for (String line = line(); !line.isBlank(); line = line()) {
            String lower = line.toLowerCase(Locale.ROOT).strip();
            if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.endsWith("chunked");
            } else if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            }
        }
        if (chunked) {
            chunks();
        } else if (length >= 0) {
            copy(length);
        } else if (response && !first.matches("HTTP/1\\.1 (204|304).*\\s*")) {
            delimited = false;
            in.transferTo(bytes);
        }
        return bytes.toByteArray();
    }

    private void chunks() throws IOException {
        while (true) {
            String size = line().strip();
            long length = Long.parseLong(size.split(";", -1)[0].strip(), 16);
            if (length == 0) {
                break;
            }
            copy(length);
            line();
        }
        for (String line = line(); !line.isBlank(); line = line()) {} // trailers
    }

    private void copy(long length) throws IOException {
        byte[] read = in.readNBytes(Math.toIntExact(length));
        bytes.writeBytes(read);
        if (read.length < length) {
            throw new EOFException("the message ends after " + bytes.size() + " bytes");
        }
    }

    private String line() throws IOException {
        int from = bytes.size();
        int c = in.read();
        while (c >= 0) {
            bytes.write(c);
            if (c == '\n') {
                return new String(bytes.toByteArray(), from, bytes.size() - from, StandardCharsets.ISO_8859_1);
            }
            c = in.read();
        }
        if (bytes.size() > 0) {
            throw new EOFException("the message ends after " + bytes.size() + " bytes");
        }
        return "";
    }
}
