package org.spean.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.config.ListenConfig;
import org.spean.view.Change;
import org.spean.view.Successor;
import org.spean.view.View;

/**
 * The ports, by their names below {@code listen}. A new address is bound before the old one closes, and accepts once the
 * configuration that wants it is in use; when one cannot be bound, all stay as they are.
 */
final class Ports implements Successor, AutoCloseable {

    private final Map<String, Binder> binders = new ConcurrentHashMap<>();
    private final ChannelOption<Boolean> shareable;
    private volatile Map<String, Open> open = Map.of();

    /** Binds one port; blocks. */
    @FunctionalInterface
    interface Binder {
        /**
         * A listening socket with auto-read off.
         *
         * @param shared whether the address may be that of another socket of ours that has been made shareable
         */
        Channel bind(InetSocketAddress address, boolean shared) throws Exception;
    }

    private record Open(InetSocketAddress configured, Channel channel) {}

    /** @param shareable the option by which two sockets may listen on one address */
    Ports(Map<String, Binder> binders, ChannelOption<Boolean> shareable) {
        this.binders.putAll(binders);
        this.shareable = shareable;
    }

    /** One more port, whose binder knows of the others. */
    void add(String name, Binder binder) {
        binders.put(name, binder);
    }

    /** The addresses a configuration wants, by name. */
    static Map<String, InetSocketAddress> wanted(ListenConfig listen) {
        Map<String, InetSocketAddress> wanted = new LinkedHashMap<>();
        wanted.put("peer", listen.peer());
        wanted.put("ocsp", listen.ocsp());
        if (listen.clientHttp() != null) {
            wanted.put("clientHttp", listen.clientHttp());
        }
        if (listen.clientHttps() != null) {
            wanted.put("clientHttps", listen.clientHttps());
        }
        if (listen.admin() != null) {
            wanted.put("admin", listen.admin());
        }
        if (listen.health() != null) {
            wanted.put("health", listen.health());
        }
        return wanted;
    }

    @Override
    public Change prepare(View next) {
        Map<String, Open> before = open;
        Map<String, Open> after = new LinkedHashMap<>();
        Map<String, InetSocketAddress> wanted = wanted(next.config().listen());
        Map<String, Open> fresh = new LinkedHashMap<>();
        try {
            wanted.forEach((name, address) -> {
                Open old = before.get(name);
                if (old != null && old.configured.equals(address)) {
                    after.put(name, old);
                } else {
                    Open bound = new Open(address, bind(next, name, address, before));
                    fresh.put(name, bound);
                    after.put(name, bound);
                }
            });
        } catch (RuntimeException e) {
            close(fresh);
            throw e;
        }
        Map<String, Open> gone = new LinkedHashMap<>(before);
        gone.values().removeAll(after.values());
        return new Change() {
            @Override
            public void take() {
                open = after;
                fresh.values().forEach(port -> port.channel.config().setAutoRead(true));
                close(gone);
            }

            @Override
            public void discard() {
                close(fresh);
            }
        };
    }

    /** An address that overlaps with one of ours, as 0.0.0.0 does with all of its port, is shared until that one closes. */
    private Channel bind(View next, String name, InetSocketAddress address, Map<String, Open> before) {
        try {
            Open overlapping = overlapping(address, before);
            if (overlapping == null) {
                return binder(name).bind(address, false);
            }
            overlapping.channel.config().setOption(shareable, true);
            try {
                Channel channel = binder(name).bind(address, true);
                channel.config().setOption(shareable, false);
                return channel;
            } finally {
                overlapping.channel.config().setOption(shareable, false);
            }
        } catch (Exception e) { // a binder may meet anything
            throw new ConfigurationException(
                    next.config().file(),
                    "listen." + name,
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + reason(e),
                    e);
        }
    }

    /** The outer ones only say that it could not be bound. */
    private static String reason(Throwable thrown) {
        Throwable innermost = thrown;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }

    private Binder binder(String name) {
        Binder binder = binders.get(name);
        if (binder == null) {
            throw new IllegalStateException("listen." + name + ": no such port");
        }
        return binder;
    }

    private static @Nullable Open overlapping(InetSocketAddress address, Map<String, Open> before) {
        for (Open port : before.values()) {
            if (address.getPort() != 0 && address(port).getPort() == address.getPort()) {
                return port;
            }
        }
        return null;
    }

    private static InetSocketAddress address(Open port) {
        return (InetSocketAddress) port.channel.localAddress();
    }

    /** The addresses bound, by name, in the order of the configuration. */
    Map<String, InetSocketAddress> addresses() {
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        open.forEach((name, port) -> addresses.put(name, address(port)));
        return addresses;
    }

    private static void close(Map<String, Open> ports) {
        ports.values().forEach(port -> port.channel.close().awaitUninterruptibly());
    }

    /** Closes all but these. */
    void closeAllBut(Set<String> names) {
        Map<String, Open> before = open;
        Map<String, Open> rest = new LinkedHashMap<>(before);
        rest.keySet().retainAll(names);
        open = rest;
        before.forEach((name, port) -> {
            if (!names.contains(name)) {
                port.channel.close().awaitUninterruptibly();
            }
        });
    }

    /** Closes all. */
    @Override
    public void close() {
        close(open);
    }
}
