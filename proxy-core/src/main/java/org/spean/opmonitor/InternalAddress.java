package org.spean.opmonitor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.stream.Stream;
import org.spean.config.ListenConfig;

/** The address that this gateway has in its own network. */
final class InternalAddress {
    private InternalAddress() {}

    /** Where it listens for clients; if that is everywhere, the first address of the machine that is not loopback. */
    static String of(ListenConfig listen) {
        return Stream.of(listen.clientHttp(), listen.clientHttps(), listen.peer())
                .filter(address -> address != null && address.getAddress() != null)
                .map(InetSocketAddress::getAddress)
                .filter(address -> !address.isAnyLocalAddress())
                .findFirst()
                .orElseGet(InternalAddress::ofMachine)
                .getHostAddress();
    }

    private static InetAddress ofMachine() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .min(Comparator.comparingInt(address -> address.getAddress().length)) // IPv4 first
                    .orElseGet(InetAddress::getLoopbackAddress);
        } catch (SocketException e) {
            return InetAddress.getLoopbackAddress(); // a machine without networks
        }
    }
}
