package org.spean.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageSink;

/**
 * One download: a thread that may block writes it at the pace of the client, the event loop sends it. What is wrong before
 * the first byte is told in a line of text; after it, only a broken connection can tell.
 */
final class Download implements ClientResource.Conversation {

    private static final Logger log = LoggerFactory.getLogger(Download.class);
    private static final String TEXT = "text/plain; charset=UTF-8";
    private static final int CHUNK = 32 * 1024;
    private static final int CHUNKS_AHEAD = 4;

    private final ClientConnection connection;
    private final Downloads downloads;
    private final EventLoop loop;
    private final Source source;

    /** What may still be sent before the client has taken what was. */
    private final Semaphore ahead = new Semaphore(CHUNKS_AHEAD);

    private volatile boolean gone;

    // Of the event loop.
    private @Nullable MessageSink sink;
    private boolean over;
    private int waiting;

    /** What is downloaded. Blocks. */
    @FunctionalInterface
    interface Source {
        /** Finds it all before it opens {@code to}, once; writes it and leaves the stream open. */
        void write(Download to) throws Exception;
    }

    private Download(ClientConnection connection, Downloads downloads, Source source) {
        this.connection = connection;
        this.downloads = downloads;
        this.loop = connection.loop();
        this.source = source;
    }

    static ClientResource.Conversation begin(ClientConnection connection, Downloads downloads, Source source) {
        Download download = new Download(connection, downloads, source);
        connection.facilities().lifetime().enter();
        String refusal = downloads.begin(download::write);
        if (refusal != null) {
            connection.facilities().lifetime().leave();
            refuse(connection, new DownloadRefusal(HttpResponseStatus.SERVICE_UNAVAILABLE, refusal));
            return download;
        }
        connection.resume();
        return download;
    }

    static void refuse(ClientConnection connection, DownloadRefusal refusal) {
        connection.answer(refusal.status(), TEXT, refusal.text().getBytes(UTF_8));
    }

    // ---- what the connection brings

    @Override
    public void received(MessageEvent event) {
        if (event instanceof Content content) {
            content.release(); // a download has no request body
        }
    }

    @Override
    public void writable() {
        ahead.release(waiting);
        waiting = 0;
    }

    @Override
    public void gone() {
        over = true;
        gone = true;
        ahead.release(CHUNKS_AHEAD);
    }

    // ---- the thread that writes

    private void write() {
        try {
            source.write(this);
            send(this::end);
        } catch (DownloadRefusal e) {
            send(() -> refuse(e));
        } catch (Exception e) { // whatever reading meets; the client learns nothing of it
            if (!gone) {
                log.warn("a download failed", e);
            }
            send(() -> refuse(
                    new DownloadRefusal(HttpResponseStatus.INTERNAL_SERVER_ERROR, "Internal error of the gateway")));
        }
    }

    /** The last of this download on the event loop. */
    private void send(Runnable last) {
        try {
            loop.execute(() -> {
                try {
                    if (!over) {
                        over = true;
                        last.run();
                    }
                } finally {
                    connection.facilities().lifetime().leave();
                    connection.whenSent(downloads::ended);
                }
            });
        } catch (RejectedExecutionException e) {
            connection.facilities().lifetime().leave(); // the gateway has stopped
            downloads.ended();
        }
    }

    private void refuse(DownloadRefusal refusal) {
        if (sink == null) {
            refuse(connection, refusal);
        } else {
            connection.cancel();
        }
    }

    private void end() {
        if (sink != null) {
            sink.write(MessageEnd.INSTANCE);
        }
    }

    /**
     * Begins the answer.
     *
     * @param fileName of letters that need no escaping in a header
     * @return writing to it waits for the client, and fails when that is gone
     */
    OutputStream open(String contentType, String fileName) {
        loop.execute(() -> {
            if (!over) {
                sink = connection.document(contentType, "attachment; filename=\"" + fileName + "\"");
            }
        });
        return new Chunks();
    }

    private void send(byte[] bytes, int length) throws IOException {
        try {
            ahead.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway stops", e);
        }
        if (gone) {
            throw new IOException("the client is gone");
        }
        ByteBuf data = Unpooled.copiedBuffer(bytes, 0, length);
        loop.execute(() -> passOn(data));
    }

    private void passOn(ByteBuf data) {
        if (over || sink == null) {
            data.release();
            return;
        }
        sink.write(new Content(data));
        if (sink.writable()) {
            ahead.release();
        } else {
            waiting++;
        }
    }

    /** Collects what is written. */
    private final class Chunks extends OutputStream {
        private final byte[] chunk = new byte[CHUNK];
        private int length;

        @Override
        public void write(int value) throws IOException {
            if (length == CHUNK) {
                flush();
            }
            chunk[length++] = (byte) value;
        }

        @Override
        public void write(byte[] from, int offset, int count) throws IOException {
            int at = offset;
            int end = offset + count;
            while (at < end) {
                if (length == CHUNK) {
                    flush();
                }
                int part = Math.min(end - at, CHUNK - length);
                System.arraycopy(from, at, chunk, length, part);
                length += part;
                at += part;
            }
        }

        @Override
        public void flush() throws IOException {
            if (length > 0) {
                send(chunk, length);
                length = 0;
            }
        }
    }
}
