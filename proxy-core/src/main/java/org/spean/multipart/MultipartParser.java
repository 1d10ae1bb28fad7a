package org.spean.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Takes a multipart apart as its bytes arrive, however they are cut. Contents are handed on as slices of what was fed, not
 * copied; what might be the beginning of a boundary is remembered by its length alone.
 *
 * <p>Lenient where peers differ: a CR LF may stand before the first boundary and after the last. Strict in the rest: lines
 * end with CR LF, nothing else stands before, between or after the parts. A line that only begins like a boundary is
 * content. A parser {@linkplain #ofForeigners of foreigners} also passes over what RFC 2046 allows: text before the first
 * and behind the last boundary, and blanks after one. For one multipart and one thread; of no further use after an
 * exception.
 */
public final class MultipartParser {
    /** Longest boundary, by RFC 2046, 5.1.1. */
    public static final int MAX_BOUNDARY = 70;

    private static final int FIRST_BLOCK = 64;
    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final byte DASH = '-';

    private enum State {
        /** Within the first delimiter. */
        START,
        /** Behind a delimiter: the two bytes that say what it is. */
        DELIMITED,
        HEADERS,
        CONTENT,
        /** Behind the closing delimiter. */
        EPILOGUE
    }

    private final byte[] delimiter;
    private final boolean lenient;
    private final int maxHeaderBytes;
    private byte[] block = new byte[FIRST_BLOCK];
    private State state = State.START;
    /** How much of the delimiter the last bytes were. */
    private int matched;
    /** The byte seen behind a delimiter, 0 when none was. */
    private byte pending;

    private int preamble;
    private int blockLength;
    private int lineStart;
    private int epilogue;
    private boolean partOpen;

    /**
     * For one multipart.
     *
     * @param boundary without the leading dashes, 1 to {@value #MAX_BOUNDARY} characters
     * @param maxHeaderBytes of one part
     */
    public MultipartParser(String boundary, int maxHeaderBytes) {
        this(boundary, maxHeaderBytes, false);
    }

    /** For one multipart of an information system. */
    public static MultipartParser ofForeigners(String boundary, int maxHeaderBytes) {
        return new MultipartParser(boundary, maxHeaderBytes, true);
    }

    private MultipartParser(String boundary, int maxHeaderBytes, boolean lenient) {
        if (boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
            throw new IllegalArgumentException(
                    "boundary: " + boundary.length() + " characters (expected: 1 to " + MAX_BOUNDARY + ")");
        }
        this.delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
        this.maxHeaderBytes = maxHeaderBytes;
        this.lenient = lenient;
    }

    /**
     * Reads all of a buffer; the caller keeps it.
     *
     * @throws MultipartException naming the rule that the bytes break
     */
    public void feed(ByteBuf in, PartListener listener) {
        while (in.isReadable()) {
            switch (state) {
                case START -> start(in);
                case DELIMITED -> delimited(in, listener);
                case HEADERS -> headers(in, listener);
                case CONTENT -> content(in, listener);
                case EPILOGUE -> epilogue(in);
            }
        }
    }

    /** Whether the closing boundary has come. */
    public boolean ended() {
        return state == State.EPILOGUE;
    }

    /**
     * To be called when no more bytes will come.
     *
     * @throws MultipartException when the closing boundary is missing
     */
    public void finish() {
        if (state != State.EPILOGUE) {
            throw new MultipartException("the closing boundary is missing");
        }
    }

    private void start(ByteBuf in) {
        byte next = in.readByte();
        if (matched == 0 && next == DASH && preamble == 0) {
            matched = 2; // the CR LF of the first delimiter may be absent
        }
        if (lenient && ++preamble > maxHeaderBytes) {
            throw new MultipartException("more than " + maxHeaderBytes + " bytes before the first boundary");
        }
        if (next != delimiter[matched]) {
            if (!lenient) {
                throw new MultipartException("a multipart begins with its boundary");
            }
            matched = next == CR ? 1 : 0;
            return;
        }
        if (++matched == delimiter.length) {
            matched = 0;
            state = State.DELIMITED;
        }
    }

    private void delimited(ByteBuf in, PartListener listener) {
        byte next = in.getByte(in.readerIndex());
        if (pending == 0 && (next == DASH || next == CR)) {
            in.skipBytes(1);
            pending = next;
        } else if (lenient && pending == 0 && (next == ' ' || next == '\t')) {
            in.skipBytes(1);
        } else if (pending == DASH && next == DASH) {
            in.skipBytes(1);
            endPart(listener);
            state = State.EPILOGUE;
            listener.multipartEnds();
        } else if (pending == CR && next == LF) {
            in.skipBytes(1);
            endPart(listener);
            blockLength = 0;
            lineStart = 0;
            state = State.HEADERS;
        } else {
            lookAlike(listener);
        }
    }

    private void endPart(PartListener listener) {
        pending = 0;
        if (partOpen) {
            partOpen = false;
            listener.partEnds();
        }
    }

    /** What was taken for a delimiter is content, and so is the byte behind it; neither can begin another delimiter. */
    private void lookAlike(PartListener listener) {
        if (!partOpen) {
            throw new MultipartException("a multipart begins with its boundary");
        }
        byte behind = pending;
        pending = 0;
        state = State.CONTENT;
        listener.content(Unpooled.wrappedBuffer(delimiter));
        if (behind != 0) {
            listener.content(Unpooled.wrappedBuffer(new byte[] {behind}));
        }
    }

    private void headers(ByteBuf in, PartListener listener) {
        int end = in.writerIndex();
        for (int at = in.readerIndex(); at < end; at++) {
            byte next = in.getByte(at);
            boolean afterCr = blockLength > lineStart && block[blockLength - 1] == CR;
            if ((next == LF) != afterCr) {
                throw new MultipartException("a part's header lines end with CR LF");
            }
            if (next == LF) {
                if (blockLength - 1 == lineStart) {
                    in.readerIndex(at + 1);
                    state = State.CONTENT;
                    partOpen = true;
                    listener.partBegins(PartHead.of(block, lineStart));
                    return;
                }
                put(next);
                lineStart = blockLength;
            } else {
                put(next);
            }
        }
        in.readerIndex(end);
    }

    private void put(byte next) {
        if (blockLength == maxHeaderBytes) {
            throw new MultipartException("a part's headers are longer than " + maxHeaderBytes + " bytes");
        }
        if (blockLength == block.length) {
            block = Arrays.copyOf(block, 2 * blockLength);
        }
        block[blockLength++] = next;
    }

    private void content(ByteBuf in, PartListener listener) {
        if (matched > 0) {
            resume(in, listener);
            return;
        }
        int start = in.readerIndex();
        int end = in.writerIndex();
        for (int at = start; ; ) {
            int cr = in.indexOf(at, end, CR);
            if (cr < 0) {
                emit(in, end - start, listener);
                return;
            }
            int length = match(in, cr, end);
            if (length == delimiter.length || cr + length == end) {
                emit(in, cr - start, listener);
                in.skipBytes(length);
                if (length == delimiter.length) {
                    state = State.DELIMITED;
                } else {
                    matched = length;
                }
                return;
            }
            at = cr + length; // no CR among those matched but the first
        }
    }

    private int match(ByteBuf in, int from, int end) {
        int limit = Math.min(delimiter.length, end - from);
        int length = 1;
        while (length < limit && in.getByte(from + length) == delimiter[length]) {
            length++;
        }
        return length;
    }

    private void resume(ByteBuf in, PartListener listener) {
        while (in.isReadable()) {
            if (in.getByte(in.readerIndex()) != delimiter[matched]) {
                int held = matched;
                matched = 0;
                listener.content(Unpooled.wrappedBuffer(delimiter, 0, held));
                return;
            }
            in.skipBytes(1);
            if (++matched == delimiter.length) {
                matched = 0;
                state = State.DELIMITED;
                return;
            }
        }
    }

    private static void emit(ByteBuf in, int length, PartListener listener) {
        if (length > 0) {
            listener.content(in.readRetainedSlice(length));
        }
    }

    private void epilogue(ByteBuf in) {
        if (lenient) {
            in.skipBytes(in.readableBytes());
            return;
        }
        byte next = in.readByte();
        if (epilogue > 1 || next != delimiter[epilogue]) {
            throw new MultipartException("nothing follows the closing boundary");
        }
        epilogue++;
    }
}
