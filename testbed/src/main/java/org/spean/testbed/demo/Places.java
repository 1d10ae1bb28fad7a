package org.spean.testbed.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.ServerPorts;

/**
 * Where everything listens. Preferred are the addresses 127.0.0.x with X-Road's ports; when something else is there
 * already, 127.0.n.x with the same ports; where only 127.0.0.1 exists, free ports of it.
 *
 * @param note why it is not the preferred place, or {@code null}
 */
public record Places(
        String bank,
        ServerPorts bankPorts,
        String ministry,
        ServerPorts ministryPorts,
        InetSocketAddress ocsp,
        InetSocketAddress source,
        InetSocketAddress register,
        InetSocketAddress small,
        @Nullable String note) {
    private static final int[] GATEWAY_PORTS = {8080, 8443, 5500, 5577};

    /** Looks for a place that is free now. */
    public static Places find() throws IOException {
        @Nullable String busy = null;
        for (int block = 0; block < 10; block++) {
            @Nullable String taken = firstTaken(block);
            if (taken == null) {
                return block(
                        block, busy == null ? null : busy + " is taken, so the addresses are 127.0." + block + ".x");
            }
            busy = busy == null ? taken : busy;
        }
        return oneAddress(busy + " is not to be had, so everything is at 127.0.0.1 on other ports");
    }

    private static Places block(int block, @Nullable String note) throws IOException {
        String prefix = "127.0." + block + ".";
        return new Places(
                prefix + 2,
                ServerPorts.STANDARD,
                prefix + 3,
                ServerPorts.STANDARD,
                at(prefix + 9, 8888),
                at(prefix + 14, 8090),
                at(prefix + 4, 18090),
                at(prefix + 4, 18091),
                note);
    }

    private static @Nullable String firstTaken(int block) throws IOException {
        Places places = block(block, null);
        List<InetSocketAddress> wanted =
                new ArrayList<>(List.of(places.ocsp, places.source, places.register, places.small));
        for (int port : GATEWAY_PORTS) {
            wanted.add(at(places.bank, port));
            wanted.add(at(places.ministry, port));
        }
        for (InetSocketAddress address : wanted) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
            } catch (IOException e) {
                return address.getAddress().getHostAddress() + ":" + address.getPort();
            }
        }
        return null;
    }

    private static Places oneAddress(String note) throws IOException {
        List<ServerSocket> held = new ArrayList<>(); // all at once, so that they differ
        try {
            int[] ports = new int[8];
            for (int i = 0; i < ports.length; i++) {
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.bind(at("127.0.0.1", 0));
                ports[i] = socket.getLocalPort();
            }
            ServerPorts bank = new ServerPorts(ports[0], ports[1], ports[2], ports[3], ports[6], ports[7]);
            ServerPorts ministry = new ServerPorts(ports[4], ports[5], ports[6], ports[7], ports[2], ports[3]);
            InetSocketAddress any = at("127.0.0.1", 0);
            return new Places("127.0.0.1", bank, "127.0.0.1", ministry, any, any, any, any, note);
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private static InetSocketAddress at(String address, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getAllByName(address)[0], port);
    }
}
