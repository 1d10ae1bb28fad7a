package org.spean.config;

import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import org.spean.identifier.ClientId;

/**
 * A subsystem (or member) of this server.
 *
 * @param id its id
 * @param connection what its information systems must at least use
 * @param certificates those accepted from its information systems
 * @param groups its local groups: code and members
 */
public record ClientConfig(
        ClientId id, ConnectionType connection, Set<X509Certificate> certificates, Map<String, Set<ClientId>> groups) {
    public ClientConfig {
        certificates = Set.copyOf(certificates);
        groups = Map.copyOf(groups);
    }

    /** Whether a local group exists and has this member. */
    public boolean inGroup(String code, ClientId member) {
        Set<ClientId> members = groups.get(code);
        return members != null && members.contains(member);
    }
}
