package org.spean.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A handshake with ourselves, in memory: loads what the first real one would otherwise load while a peer waits, which on a
 * cold machine takes seconds.
 */
final class Rehearsal {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Rehearsal() {}

    /** Runs until both have agreed, one has failed, or the time is over; says why it failed, if it did. */
    static @Nullable Throwable run(SslHandler client, SslHandler server, Duration atMost) {
        EmbeddedChannel serverSide = new EmbeddedChannel(server);
        EmbeddedChannel clientSide = new EmbeddedChannel(client);
        long end = serverSide.eventLoop().ticker().nanoTime() + atMost.toNanos();
        try {
            while (clientSide.isOpen()
                    && serverSide.isOpen()
                    && !(client.handshakeFuture().isDone()
                            && server.handshakeFuture().isDone())
                    && serverSide.eventLoop().ticker().nanoTime() - end < 0) {
                boolean spoken = pass(clientSide, serverSide);
                boolean answered = pass(serverSide, clientSide);
                if (!spoken && !answered) {
                    LockSupport.parkNanos(PAUSE_NANOS); // the handshake threads are at work
                }
            }
            return client.handshakeFuture().cause() != null
                    ? client.handshakeFuture().cause()
                    : server.handshakeFuture().cause();
        } finally {
            end(clientSide);
            end(serverSide);
        }
    }

    /** Not {@code finish()}, which throws what the handshake has failed with. */
    private static void end(EmbeddedChannel side) {
        side.close();
        side.releaseInbound();
        side.releaseOutbound();
    }

    private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        boolean passed = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.pipeline().fireChannelRead(bytes);
            to.pipeline().fireChannelReadComplete();
            passed = true;
        }
        return passed;
    }
}
