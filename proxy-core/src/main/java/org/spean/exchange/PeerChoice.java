package org.spean.exchange;

import java.util.ArrayList;
import java.util.List;
import org.spean.gate.Entry;
import org.spean.gate.Gate;
import org.spean.gate.Gates;
import org.spean.globalconf.SecurityServer;

/**
 * In which order the security servers of a provider are tried. Those that failed lately come after the others; whether they
 * are well again is found out aside, so that no exchange waits for it.
 *
 * @param first equally good
 * @param later to be tried when none of those accepts
 */
record PeerChoice(List<SecurityServer> first, List<SecurityServer> later) {

    /** Chooses, and goes through the gate of a server that is chosen. */
    static PeerChoice of(ConsumerExchange exchange) {
        List<SecurityServer> servers = exchange.servers();
        return servers.size() == 1 ? only(exchange, servers) : among(exchange, servers);
    }

    private static PeerChoice only(ConsumerExchange exchange, List<SecurityServer> servers) {
        exchange.enter(enter(exchange, servers.getFirst()));
        return new PeerChoice(servers, List.of());
    }

    private static Entry enter(ConsumerExchange exchange, SecurityServer server) {
        return exchange.facilities()
                .gates()
                .server(server.id())
                .enter(exchange.config().breaker(), exchange.config().limits().exchangesPerPeer());
    }

    private static PeerChoice among(ConsumerExchange exchange, List<SecurityServer> servers) {
        Gates gates = exchange.facilities().gates();
        int limit = exchange.config().limits().exchangesPerPeer();
        List<SecurityServer> first = new ArrayList<>(servers.size());
        List<SecurityServer> later = new ArrayList<>(0);
        for (SecurityServer server : servers) {
            Gate gate = gates.server(server.id());
            if (gate.avoided() && gate.due()) {
                exchange.facilities().peers().probe(exchange.loop(), exchange.view(), server);
            }
            if (!gate.hasRoom(limit)) {
                continue;
            }
            if (!gate.avoided()) {
                first.add(server);
            } else if (!gate.shut()) {
                later.add(server);
            }
        }
        if (first.isEmpty()) {
            first = later;
            later = List.of();
        }
        if (first.isEmpty()) {
            return only(exchange, List.of(servers.getFirst())); // which says why not
        }
        exchange.enter(gates.server(first.getFirst().id()).enter());
        return new PeerChoice(first, later);
    }
}
