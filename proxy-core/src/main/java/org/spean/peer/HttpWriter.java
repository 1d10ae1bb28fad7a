package org.spean.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.PromiseNotifier;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The framing of one HTTP message after another on a connection: chunked, or ended by the close. What is written gathers in
 * one buffer until it is drained or a large content passes, which is never copied.
 *
 * <p>The buffer is a gap, then what precedes the payload of a chunk (head, or the end of the chunk before), then payload.
 * When the payload's length is known, what precedes moves into the gap and the chunk's size takes its place.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a write promises is its caller's to hear
final class HttpWriter {
    /** Room for the size of a chunk: eight digits, CR LF. */
    private static final int GAP = 10;

    private static final int CAPACITY = 4096;
    /** Shorter contents are copied: cheaper than a buffer of their own. */
    private static final int COPIED = 4096;
    /** More than this does not wait for a flush. */
    private static final int ENOUGH = 32 * 1024;

    private static final int CR_LF = 0x0D0A;
    private static final int CR_LF_CR_LF = 0x0D0A0D0A;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private boolean chunked;
    /** The chunk before has no CR LF yet. */
    private boolean chunkOpen;

    private @Nullable ByteBuf buffer;
    private int payloadStart;
    private @Nullable ChannelPromise waiting;

    /** Begins a message; its head is to be written, and {@link #headWritten} called. */
    ByteBuf begin(ChannelHandlerContext ctx, boolean chunkedMessage) {
        drain(ctx); // an answer to a pipelined request follows the one before without a flush between
        chunked = false;
        chunkOpen = false;
        ByteBuf out = payload(ctx, CAPACITY - GAP);
        chunked = chunkedMessage;
        return out;
    }

    /** What follows is payload. */
    ByteBuf headWritten() {
        ByteBuf out = buffer();
        payloadStart = out.writerIndex();
        return out;
    }

    private ByteBuf buffer() {
        if (buffer == null) {
            throw new IllegalStateException("buffer: none");
        }
        return buffer;
    }

    /** Where payload goes: has room for {@code length} bytes, and grows if that was too little. */
    ByteBuf payload(ChannelHandlerContext ctx, int length) {
        ByteBuf out = buffer;
        if (out == null) {
            out = ctx.alloc().ioBuffer(Math.max(CAPACITY, GAP + 2 + length)).setIndex(GAP, GAP);
            buffer = out;
            if (chunkOpen) {
                out.writeShort(CR_LF);
                chunkOpen = false;
            }
            payloadStart = out.writerIndex();
        } else {
            out.ensureWritable(length);
        }
        return out;
    }

    /** Tells the promise when what is in the buffer is written. */
    void whenWritten(ChannelPromise promise) {
        if (promise.isVoid()) {
            return;
        }
        if (buffer == null) {
            promise.trySuccess();
        } else if (waiting == null) {
            waiting = promise;
        } else {
            waiting.addListener(new PromiseNotifier<>(promise));
        }
    }

    /** Takes the content over. */
    void content(ChannelHandlerContext ctx, ByteBuf data, ChannelPromise promise) {
        int length = data.readableBytes();
        if (length <= COPIED) {
            try {
                payload(ctx, length).writeBytes(data);
            } finally {
                data.release();
            }
            whenWritten(promise);
            if (buffer().readableBytes() >= ENOUGH) {
                drain(ctx);
            }
            return;
        }
        if (chunked || buffer != null) {
            send(ctx, payload(ctx, 0), length, promise(ctx));
        }
        ctx.write(data, promise);
    }

    /** Writes what has gathered. */
    void drain(ChannelHandlerContext ctx) {
        ByteBuf out = buffer;
        if (out != null && out.isReadable()) {
            send(ctx, out, 0, promise(ctx));
        }
    }

    /** Ends the message and writes what has gathered. */
    void end(ChannelHandlerContext ctx, ChannelPromise promise) {
        ByteBuf out = payload(ctx, 16);
        boolean last = chunked;
        int payloadEnd = out.writerIndex();
        if (last) {
            if (payloadEnd > payloadStart) {
                out.writeShort(CR_LF);
            }
            out.writeByte('0').writeInt(CR_LF_CR_LF);
        }
        whenWritten(promise);
        if (last && payloadEnd > payloadStart) {
            frame(out, payloadEnd - payloadStart);
        }
        buffer = null;
        chunkOpen = false;
        chunked = false;
        ctx.write(out, promise(ctx));
    }

    private ChannelPromise promise(ChannelHandlerContext ctx) {
        ChannelPromise promise = waiting == null ? ctx.voidPromise() : waiting;
        waiting = null;
        return promise;
    }

    private void send(ChannelHandlerContext ctx, ByteBuf out, int following, ChannelPromise promise) {
        int payload = out.writerIndex() - payloadStart + following;
        if (chunked && payload > 0) {
            frame(out, payload);
            chunkOpen = true;
        }
        buffer = null;
        ctx.write(out, promise);
    }

    /** Moves what precedes the payload to the left, and puts the size of the chunk between. */
    private void frame(ByteBuf out, int size) {
        int digits = (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 3) / 4;
        int shift = digits + 2;
        int from = out.readerIndex();
        int i = from;
        for (; i + Long.BYTES <= payloadStart; i += Long.BYTES) {
            out.setLong(i - shift, out.getLong(i)); // to the left and upwards: nothing unread is overwritten
        }
        for (; i < payloadStart; i++) {
            out.setByte(i - shift, out.getByte(i));
        }
        int at = payloadStart - shift;
        for (int bits = (digits - 1) * 4; bits >= 0; bits -= 4) {
            out.setByte(at++, HEX[(size >>> bits) & 0xF]);
        }
        out.setShort(at, CR_LF);
        out.readerIndex(from - shift);
    }

    /** The connection is gone. */
    void close() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
        if (waiting != null) {
            waiting.tryFailure(new ClosedChannelException());
            waiting = null;
        }
        chunkOpen = false;
        chunked = false;
    }
}
