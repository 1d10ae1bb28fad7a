package org.spean.testbed.load;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads one HTTP/1.1 response after the other and keeps only the status, whether the connection stays open, and the
 * number of body bytes. Works on whatever arrives and allocates nothing once its line buffer has grown.
 */
final class ResponseReader {
    private static final int MAX_LINE = 64 * 1024;

    private enum State {
        STATUS,
        HEADER,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        UNTIL_CLOSE
    }

    private final boolean head;
    private State state = State.STATUS;
    private byte[] line = new byte[512];
    private int lineLength;
    private int status;
    private boolean soapFault;
    private boolean chunked;
    private boolean close;
    private long left;
    private long length;

    /** A reader of answers to requests of the given method (those to HEAD have no body). */
    ResponseReader(String method) {
        this.head = method.equals("HEAD");
    }

    /** The status of the response just finished; 500 of a SOAP fault, which X-Road sends with status 200. */
    int status() {
        return soapFault ? 500 : status;
    }

    /** Whether the server closes the connection after the response just finished. */
    boolean close() {
        return close;
    }

    /** Body bytes of the response just finished. */
    long length() {
        return length;
    }

    /** Whether a response has begun and not ended. */
    boolean within() {
        return state != State.STATUS || lineLength > 0;
    }

    /** The connection has ended; whether that ends a response properly. */
    boolean ended() {
        return state == State.UNTIL_CLOSE;
    }

    /** Consumes bytes up to the end of a response. Returns whether one has ended; more bytes may be left then. */
    boolean read(ByteBuf in) throws IOException {
        while (in.isReadable()) {
            switch (state) {
                case BODY, CHUNK -> {
                    int step = (int) Math.min(left, in.readableBytes());
                    in.skipBytes(step);
                    left -= step;
                    length += step;
                    if (left == 0) {
                        if (state == State.BODY) {
                            return finish();
                        }
                        state = State.CHUNK_END;
                    }
                }
                case UNTIL_CLOSE -> {
                    length += in.readableBytes();
                    in.skipBytes(in.readableBytes());
                }
                default -> {
                    if (readLine(in) && line()) {
                        return finish();
                    }
                }
            }
        }
        return false;
    }

    private boolean finish() {
        state = State.STATUS;
        lineLength = 0;
        return true;
    }

    private boolean readLine(ByteBuf in) throws IOException {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        int size = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
        if (lineLength + size > line.length) {
            if (lineLength + size > MAX_LINE) {
                throw new IOException("a line of the response is too long");
            }
            line = Arrays.copyOf(line, Math.max(lineLength + size, line.length * 2));
        }
        in.readBytes(line, lineLength, size);
        lineLength += size;
        if (end < 0) {
            return false;
        }
        in.skipBytes(1);
        if (lineLength > 0 && line[lineLength - 1] == '\r') {
            lineLength--;
        }
        return true;
    }

    /** Interprets the line that has just become complete; true when it ends a response. */
    private boolean line() throws IOException {
        boolean end = false;
        switch (state) {
            case STATUS -> begin();
            case HEADER -> end = lineLength == 0 ? headersEnd() : header();
            case CHUNK_SIZE -> {
                left = hexadecimal();
                state = left == 0 ? State.TRAILER : State.CHUNK;
            }
            case CHUNK_END -> state = State.CHUNK_SIZE;
            case TRAILER -> end = lineLength == 0;
            default -> throw new IllegalStateException("no line expected: " + state);
        }
        lineLength = 0;
        return end;
    }

    private void begin() throws IOException {
        if (lineLength < 12 || line[0] != 'H' || line[8] != ' ') {
            throw new IOException("not HTTP: " + text(0));
        }
        status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + line[11] - '0';
        close = line[7] == '0';
        chunked = false;
        soapFault = false;
        left = -1;
        length = 0;
        state = State.HEADER;
    }

    private boolean header() throws IOException {
        if (named("content-length:")) {
            left = Long.parseLong(text(15));
        } else if (named("transfer-encoding:")) {
            chunked = text(18).toLowerCase(Locale.ROOT).endsWith("chunked");
        } else if (named("soapaction:")) {
            soapFault = true; // nothing else on an answer is told by it
        } else if (named("connection:")) {
            close = text(11).equalsIgnoreCase("close");
        }
        return false;
    }

    private boolean headersEnd() {
        if (status < 200) {
            state = State.STATUS; // an interim answer: the real one follows
            return false;
        }
        if (head || status == 204 || status == 304 || (!chunked && left == 0)) {
            return true;
        }
        state = chunked ? State.CHUNK_SIZE : left < 0 ? State.UNTIL_CLOSE : State.BODY;
        return false;
    }

    private boolean named(String name) {
        if (lineLength < name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            int c = line[i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long hexadecimal() throws IOException {
        long value = 0;
        int i = 0;
        for (; i < lineLength && line[i] != ';' && line[i] != ' '; i++) {
            int digit = Character.digit(line[i], 16);
            if (digit < 0 || i > 14) {
                throw new IOException("not a chunk size: " + text(0));
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private String text(int from) {
        return new String(line, from, lineLength - from, StandardCharsets.ISO_8859_1).strip();
    }
}
