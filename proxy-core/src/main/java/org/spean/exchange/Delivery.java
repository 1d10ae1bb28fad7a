package org.spean.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageSink;
import org.spean.spool.Spool;

/** Passes a verified message's attachments from the spool on to where they go, at the pace of the sink. */
final class Delivery {

    private final Exchange exchange;
    private final List<IncomingMessage.Part> parts;
    private final Spool.@Nullable Reader reader;
    private final MessageSink sink;
    private final Runnable done;
    private int nextPart;
    private long position;
    private boolean reading;
    private boolean pumping;
    private boolean finished;

    Delivery(Exchange exchange, IncomingMessage message, MessageSink sink, Runnable done) {
        this.exchange = exchange;
        this.parts = message.parts();
        Spool spool = message.spooled();
        this.reader = spool == null ? null : spool.reader();
        this.sink = sink;
        this.done = done;
    }

    /** Goes on until the sink is full or all is written; call again when the sink is writable. */
    void pump() {
        if (pumping) {
            return; // the sink says it is writable while it is written to: the loop below looks again
        }
        pumping = true;
        try {
            while (!finished && !reading && !exchange.ended() && sink.writable()) {
                if (reader == null) {
                    end();
                    return;
                }
                next(reader.next());
            }
        } finally {
            pumping = false;
        }
    }

    private void next(Future<ByteBuf> next) {
        if (next.isDone()) {
            take(next);
            return;
        }
        reading = true;
        next.addListener(future -> {
            reading = false;
            exchange.guarded(() -> {
                pumping = true;
                try {
                    take(next);
                } finally {
                    pumping = false;
                }
                pump();
            });
        });
    }

    private void take(Future<ByteBuf> next) {
        boolean wanted = !finished && !exchange.ended();
        if (!next.isSuccess()) {
            if (wanted) {
                exchange.fail(exchange.internalError(next.cause()));
            }
            return;
        }
        ByteBuf data = next.getNow();
        if (!wanted) {
            data.release();
        } else if (data.isReadable()) {
            write(data);
        } else {
            data.release();
            end();
        }
    }

    private void write(ByteBuf data) {
        while (nextPart < parts.size() && parts.get(nextPart).offset() < position + data.readableBytes()) {
            int before = (int) (parts.get(nextPart).offset() - position);
            if (before > 0) {
                sink.write(new Content(data.readRetainedSlice(before)));
                position += before;
            }
            sink.write(parts.get(nextPart++).head());
        }
        position += data.readableBytes();
        sink.write(new Content(data));
    }

    private void end() {
        finished = true;
        while (nextPart < parts.size()) {
            sink.write(parts.get(nextPart++).head()); // attachments of no bytes
        }
        if (reader != null) {
            reader.close();
        }
        sink.write(MessageEnd.INSTANCE);
        done.run();
    }

    /** Nothing more is passed on. */
    void close() {
        if (reader != null && !finished) {
            finished = true;
            reader.close();
        }
    }
}
