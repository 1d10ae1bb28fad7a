package org.spean.globalconf;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.CertHash;
import org.spean.identifier.ClientId;
import org.spean.identifier.SecurityServerId;

/**
 * A registered security server.
 *
 * @param id its id
 * @param address host name or IP address, without port; empty if none is registered
 * @param authCertHashes hashes of its authentication certificates: SHA-1 in version 2 of the configuration, else SHA-256
 * @param clients the subsystems (and members) registered as its clients; its owner is not listed
 * @param maintenance present while it is in maintenance mode
 */
public record SecurityServer(
        SecurityServerId id,
        String address,
        Set<CertHash> authCertHashes,
        Set<ClientId> clients,
        @Nullable Maintenance maintenance) {
    public SecurityServer {
        authCertHashes = Set.copyOf(authCertHashes);
        clients = clients instanceof Registry.Clients ? clients : Set.copyOf(clients);
    }

    /** Whether a client is registered here: listed, or the owner itself. */
    public boolean serves(ClientId client) {
        return clients.contains(client)
                || (client.subsystem() == null && client.member().equals(id.owner()));
    }
}
