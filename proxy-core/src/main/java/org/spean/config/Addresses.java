package org.spean.config;

import java.net.InetSocketAddress;

/** Addresses to listen on, as {@code host:port} or {@code [IPv6]:port}. */
final class Addresses {
    private Addresses() {}

    /** Looks the host up at once, so that a wrong name is found when the file is read. */
    static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            host = "";
        }
        String digits = text.substring(colon + 1);
        if (host.isEmpty() || !digits.matches("\\d{1,5}") || Integer.parseInt(digits) > 65_535) {
            throw new IllegalArgumentException("'" + text + "' (expected: host:port or [IPv6]:port, or off)");
        }
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(digits));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("'" + text + "': no address is known for the host '" + host + "'");
        }
        return address;
    }

    /** As one would write it in the file. */
    static String text(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
