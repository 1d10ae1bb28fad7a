package org.spean.spool;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content of one message between its arrival and the moment it may be passed on. It stays in memory up to its share
 * while the process has room, else all of it goes to a file. Written first, read afterwards, by any number of readers
 * side by side; what it holds is given back when it and all its readers are closed.
 *
 * <p>Every method is called on the home executor and never blocks; files are written and read on the other executor, one
 * write of a spool at a time.
 */
public final class Spool implements AutoCloseable {

    /** Bytes on their way to the file beyond which the sender has to wait. */
    static final int WRITE_BEHIND = 256 * 1024;

    /** Size of the buffers that come out of a file. */
    static final int READ_CHUNK = 64 * 1024;

    /** What is smaller is copied together: a slice of one byte would keep a whole network buffer. */
    private static final int SMALL = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final Lease lease;
    private final SpoolBudget budget;
    private final EventExecutor home;
    private final Executor io;
    private final List<Reader> waiting = new ArrayList<>(1);

    private List<ByteBuf> held = new ArrayList<>(2);
    private List<ByteBuf> writing = List.of();
    private @Nullable ByteBuf tail;
    private long size;
    private long inMemory;
    private @Nullable SpoolFile file;
    private @Nullable Throwable failure;
    private @Nullable Runnable onWritable;
    private @Nullable Promise<Void> stored;
    private boolean complete;
    private boolean closed;
    private boolean dropped;
    private ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    private int holders = 1;
    private int busy;

    /**
     * @param lease returned by this spool when it is closed
     * @param home the executor this spool is used on and its futures complete on
     * @param io where files are opened, written, read and closed
     */
    public Spool(Lease lease, EventExecutor home, Executor io) {
        this.lease = lease;
        this.budget = lease.budget();
        this.home = home;
        this.io = io;
    }

    /**
     * Adds content. Takes ownership of the buffer, also when it throws.
     *
     * @return {@code false} when the writer is behind: stop reading until {@link #onWritable} tells. Appending all the
     *     same is allowed and costs memory.
     * @throws SpoolFullException beyond the cap of the message or of all messages
     * @throws SpoolFailedException when the file could not be written
     */
    public boolean append(ByteBuf data) {
        assert home.inEventLoop();
        int length = data.readableBytes();
        try {
            if (complete || closed) {
                throw new IllegalStateException(closed ? "The spool is closed" : "The spool is complete");
            }
            if (failure != null) {
                throw new SpoolFailedException(failure);
            }
            lease.take(length);
        } catch (RuntimeException e) {
            data.release();
            throw e;
        }
        if (length == 0) {
            data.release(); // read back, an empty piece would be the end
            return !behind();
        }
        size += length;
        allocator = data.alloc();
        if (file == null && (size > budget.settings().memoryPerMessage() || !budget.tryMemory(length))) {
            file = new SpoolFile(budget);
            budget.chargeMemory(length);
        } else if (file != null) {
            budget.chargeMemory(length);
        }
        inMemory += length;
        hold(data, length);
        write();
        return !behind();
    }

    /** Has the task run, once, on the home executor when the writer has caught up or failed; at once if it is not behind. */
    public void onWritable(Runnable task) {
        assert home.inEventLoop();
        if (behind()) {
            onWritable = task;
        } else {
            task.run();
        }
    }

    /** Bytes appended so far. */
    public long size() {
        return size;
    }

    /** Whether the content went to a file. */
    public boolean spilled() {
        return file != null;
    }

    /** States that nothing more will be appended. */
    public void complete() {
        assert home.inEventLoop();
        complete = true;
        tail = null;
    }

    /**
     * Done when all content lies where it stays, so that readers find it; only after {@link #complete}. Fails with
     * {@link SpoolFailedException} when the file could not be written.
     */
    public Future<Void> stored() {
        assert home.inEventLoop();
        if (!complete || closed) {
            throw new IllegalStateException(closed ? "The spool is closed" : "The spool is not complete");
        }
        Promise<Void> promise = stored;
        if (promise == null) {
            promise = home.newPromise();
            stored = promise;
            tellStored();
        }
        return promise;
    }

    private void tellStored() {
        Promise<Void> promise = stored;
        if (promise == null || !writing.isEmpty()) {
            return;
        }
        Throwable broken = failure;
        if (broken == null) {
            promise.trySuccess(null);
        } else {
            promise.tryFailure(new SpoolFailedException(broken));
        }
    }

    /** A new reader from the first byte on; only after {@link #complete}. The caller closes it. */
    public Reader reader() {
        assert home.inEventLoop();
        if (!complete || closed) {
            throw new IllegalStateException(closed ? "The spool is closed" : "The spool is not complete");
        }
        holders++;
        return new Reader();
    }

    /** Gives up this hold; content is dropped when the last reader is closed too. Doing so again has no effect. */
    @Override
    public void close() {
        assert home.inEventLoop();
        if (!closed) {
            closed = true;
            onWritable = null;
            Promise<Void> promise = stored;
            if (promise != null) {
                promise.tryFailure(new ClosedChannelException());
            }
            letGo();
        }
    }

    private boolean behind() {
        return file != null && failure == null && (inMemory > WRITE_BEHIND || (inMemory > 0 && budget.memoryShort()));
    }

    private void hold(ByteBuf data, int length) {
        if (length >= SMALL) {
            tail = null;
            held.add(data);
            return;
        }
        try {
            ByteBuf last = tail;
            if (last == null || last.writableBytes() < length) {
                last = data.alloc().buffer(held.isEmpty() ? length : 2 * SMALL);
                held.add(last);
                tail = last;
            }
            last.writeBytes(data);
        } finally {
            data.release();
        }
    }

    private void write() {
        SpoolFile out = file;
        if (out == null || !writing.isEmpty() || held.isEmpty() || failure != null) {
            return;
        }
        List<ByteBuf> batch = held;
        writing = batch;
        held = new ArrayList<>(4);
        tail = null;
        submit(() -> out.write(batch), this::written);
    }

    private void written(@Nullable Throwable cause) {
        writing.forEach(ByteBuf::release);
        writing = List.of();
        if (cause != null) {
            failure = cause;
            held.forEach(ByteBuf::release);
            held.clear();
        }
        long left = 0;
        for (ByteBuf buffer : held) {
            left += buffer.readableBytes();
        }
        budget.returnMemory(inMemory - left);
        inMemory = left;
        if (holders == 0) {
            return;
        }
        write();
        Runnable task = onWritable;
        if (task != null && !behind()) {
            onWritable = null;
            task.run();
        }
        tellStored();
        if (writing.isEmpty() && !waiting.isEmpty()) {
            List<Reader> ready = List.copyOf(waiting);
            waiting.clear();
            ready.forEach(Reader::read);
        }
    }

    private void letGo() {
        holders--;
        dropIfUnused();
    }

    private void dropIfUnused() {
        if (holders > 0 || busy > 0 || dropped) {
            return;
        }
        dropped = true;
        held.forEach(ByteBuf::release);
        held.clear();
        budget.returnMemory(inMemory);
        inMemory = 0;
        SpoolFile open = file;
        if (open == null) {
            lease.close();
            return;
        }
        // Giving back the blocks of a large file takes its time; the room is free when that is done.
        Runnable end = () -> {
            open.close();
            lease.close();
        };
        try {
            io.execute(end);
        } catch (RejectedExecutionException e) {
            LOG.debug("No thread left for files: a spool is closed where it ended", e);
            end.run();
        }
    }

    private void submit(FileTask task, Consumer<@Nullable Throwable> after) {
        busy++;
        try {
            io.execute(() -> {
                Throwable failed = null;
                try {
                    task.run();
                } catch (Throwable e) { // whatever it is, the outcome must reach the loop
                    failed = e;
                }
                Throwable cause = failed;
                returnHome(() -> ended(after, cause));
            });
        } catch (RejectedExecutionException e) {
            ended(after, e);
        }
    }

    private void ended(Consumer<@Nullable Throwable> after, @Nullable Throwable cause) {
        busy--;
        after.accept(cause);
        dropIfUnused();
    }

    private void returnHome(Runnable task) {
        try {
            home.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop is gone, so nothing else touches this spool any more.
            LOG.debug("The event loop of a spool has ended before it", e);
            holders = 0;
            task.run();
        }
    }

    @FunctionalInterface
    private interface FileTask {
        void run() throws IOException;
    }

    /** Gives the content from the first byte on. Confined to the spool's home executor. */
    public final class Reader implements AutoCloseable {

        private int next;
        private long position;
        private boolean ended;
        private @Nullable Promise<ByteBuf> pending;

        private Reader() {}

        /**
         * The next piece, which then belongs to the caller; an empty one is the end. One call at a time. Fails with
         * {@link SpoolFailedException} when the file could not be written or read.
         */
        public Future<ByteBuf> next() {
            assert home.inEventLoop();
            if (ended || pending != null) {
                throw new IllegalStateException(ended ? "The reader is closed" : "The last piece is still on its way");
            }
            if (file == null) {
                ByteBuf piece = next < held.size() ? held.get(next++).retainedDuplicate() : Unpooled.EMPTY_BUFFER;
                return home.newSucceededFuture(piece);
            }
            Promise<ByteBuf> promise = home.newPromise();
            pending = promise;
            if (writing.isEmpty()) {
                read();
            } else {
                waiting.add(this);
            }
            return promise;
        }

        /** Ends reading; a piece on its way is dropped and its future fails. Doing so again has no effect. */
        @Override
        public void close() {
            assert home.inEventLoop();
            if (ended) {
                return;
            }
            ended = true;
            waiting.remove(this);
            Promise<ByteBuf> promise = pending;
            if (promise != null) {
                pending = null;
                promise.tryFailure(new ClosedChannelException());
            }
            letGo();
        }

        private void read() {
            SpoolFile in = file;
            Throwable broken = failure;
            if (broken != null || in == null) {
                deliver(Unpooled.EMPTY_BUFFER, broken);
                return;
            }
            int length = (int) Math.min(READ_CHUNK, size - position);
            if (length == 0) {
                deliver(Unpooled.EMPTY_BUFFER, null);
                return;
            }
            ByteBuf piece = allocator.directBuffer(length);
            long from = position;
            position += length;
            submit(() -> in.read(piece, from, length), cause -> deliver(piece, cause));
        }

        private void deliver(ByteBuf piece, @Nullable Throwable cause) {
            Promise<ByteBuf> promise = pending;
            pending = null;
            if (promise == null) {
                piece.release();
            } else if (cause != null) {
                piece.release();
                promise.tryFailure(new SpoolFailedException(cause));
            } else if (!promise.trySuccess(piece)) {
                piece.release();
            }
        }
    }
}
