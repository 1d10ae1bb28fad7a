package org.spean.testbed.compare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.demo.NginxProcess;

/**
 * What makes the ministry's gateway a stock peer towards the bank's, in both directions, and two hops of nginx that shake hands
 * as those do: the same keys and suite, a connection an exchange.
 */
final class StockPeers implements AutoCloseable {
    /** Where either gateway of the pair looks for the other: a front stands there. */
    static final int FRONT = 5501;

    private static final InetSocketAddress CONSUMER = new InetSocketAddress("127.0.0.2", 18081);
    private static final InetSocketAddress PROVIDER = new InetSocketAddress("127.0.0.3", 15501);

    private final Bench bench;
    private final Path folder;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, NginxProcess> processes = new LinkedHashMap<>();

    private StockPeers(Bench bench, Path folder, boolean resumed) {
        this.bench = bench;
        this.folder = folder;
        values.put("PKI", folder.toString());
        values.put("REUSE", resumed ? "on" : "off");
        values.put("CACHE", resumed ? "shared:peers:10m" : "none");
    }

    /**
     * Starts all four.
     *
     * @param resumed whether they resume sessions, or each handshake is a full one
     */
    static StockPeers start(Bench bench, SpeanPair pair, boolean resumed) throws IOException {
        Path folder = bench.folder().resolve(resumed ? "stock-resumed" : "stock-full");
        Files.createDirectories(folder);
        StockPeers peers = new StockPeers(bench, folder, resumed);
        peers.writeKey("bank", pair.bank().authentication());
        peers.writeKey("ministry", pair.ministry().authentication());
        Files.writeString(
                folder.resolve("ca.crt"), Issued.pem(pair.ecosystem().root().certificate()));
        try {
            peers.run("stock-peer-in", front(pair.ministry()), port(pair.ministry()));
            peers.run("stock-peer-out", front(pair.bank()), port(pair.bank()));
            peers.run("stock-provider-hop", PROVIDER, PROVIDER);
            peers.run("stock-consumer-hop", CONSUMER, PROVIDER);
            return peers;
        } catch (IOException | RuntimeException e) {
            peers.close();
            throw e;
        }
    }

    private static InetSocketAddress front(EcosystemServer server) {
        return new InetSocketAddress(server.address(), FRONT);
    }

    private static InetSocketAddress port(EcosystemServer server) {
        return new InetSocketAddress(server.address(), server.ports().peer());
    }

    private void writeKey(String name, Issued issued) throws IOException {
        Files.writeString(folder.resolve(name + ".crt"), issued.pemChain());
        Files.writeString(folder.resolve(name + ".key"), issued.pemKey());
    }

    private void run(String name, InetSocketAddress listen, InetSocketAddress next) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.put("LISTEN", text(listen));
        all.put("NEXT", text(next));
        Path file = bench.configurations().resolve(name + ".conf");
        processes.put(name, NginxText.start(bench.nginx(), file, folder.resolve(name), listen, all));
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ':' + address.getPort();
    }

    /** The case of the two hops; each is a process by its role. */
    Case hops(String name, String path) {
        Map<String, Long> pids = new LinkedHashMap<>();
        for (String role : List.of("consumer", "provider")) {
            NginxProcess process = processes.get("stock-" + role + "-hop");
            if (process != null) {
                pids.put(role, process.pid());
            }
        }
        return Case.of(name, Request.get("http://" + text(CONSUMER) + path), pids);
    }

    @Override
    public void close() {
        new ArrayList<>(processes.values()).reversed().forEach(NginxProcess::close);
        processes.clear();
    }
}
