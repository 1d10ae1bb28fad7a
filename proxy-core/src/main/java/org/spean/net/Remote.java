package org.spean.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What is said of the other side of a connection. */
public final class Remote {
    private Remote() {}

    /** Its address as text, without the port, for the audit; empty if it has none. */
    public static String address(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress there ? there.getAddress().getHostAddress() : "";
    }

    /** Whether an exception only says that the connection broke, as they do every day; any other is ours. */
    public static boolean broke(Throwable cause) {
        return cause instanceof IOException || cause instanceof UncheckedIOException;
    }
}
