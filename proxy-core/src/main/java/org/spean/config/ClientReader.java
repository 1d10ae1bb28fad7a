package org.spean.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.spean.identifier.ClientId;

/** Reads {@code clients}. */
final class ClientReader {
    private static final Map<String, ConnectionType> CONNECTIONS = new LinkedHashMap<>();

    static {
        for (ConnectionType type : ConnectionType.values()) {
            CONNECTIONS.put(type.name(), type);
        }
    }

    private ClientReader() {}

    static Map<ClientId, ClientConfig> read(Section root, SideFiles side) {
        Map<ClientId, ClientConfig> clients = new HashMap<>();
        for (Section s : root.children(Settings.CLIENTS)) {
            ClientConfig client = client(s, side);
            if (clients.put(client.id(), client) != null) {
                throw s.error(Settings.CLIENT_ID, "'" + client.id() + "' is there twice");
            }
        }
        return clients;
    }

    private static ClientConfig client(Section s, SideFiles side) {
        ClientId id = s.convert(Settings.CLIENT_ID, ClientId::parse);
        ConnectionType connection = s.choice(Settings.CLIENT_CONNECTION, CONNECTIONS);
        ClientConfig client = new ClientConfig(
                id, connection, Set.copyOf(side.certificates(s, Settings.CLIENT_CERTIFICATES)), groups(s));
        if (connection == ConnectionType.HTTPS_CERTIFICATE && !s.has(Settings.CLIENT_CERTIFICATES)) {
            throw s.error(
                    Settings.CLIENT_CERTIFICATES,
                    "missing, so nobody could speak for '" + id
                            + "' (expected: PEM files, or connection HTTP or HTTPS, or [] for a provider only)");
        }
        return client;
    }

    private static Map<String, Set<ClientId>> groups(Section s) {
        Map<String, Set<ClientId>> groups = new HashMap<>();
        for (Map.Entry<String, JsonNode> group : s.entries(Settings.CLIENT_GROUPS)) {
            String where = s.at("groups." + group.getKey());
            if (!group.getValue().isArray()) {
                throw new ConfigurationException(s.file(), where, "expected: a list of ids");
            }
            Set<ClientId> members = new HashSet<>();
            int index = 0;
            for (JsonNode member : group.getValue()) {
                String place = where + "[" + index++ + "]";
                members.add(s.convert(s.text(member, place), place, ClientId::parse));
            }
            groups.put(group.getKey(), Set.copyOf(members));
        }
        return groups;
    }
}
