package org.spean.testbed.globalconf;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A security server as the global configuration lists it.
 *
 * @param ownerClass member class of the owner, {@code ownerCode} its member code
 * @param authentication registered authentication certificates
 * @param hashes further hashes of certificates that nobody holds, as they are to be written
 * @param clients registered clients as {@code class/member/subsystem}
 * @param maintenance the administrator's message while in maintenance mode (possibly empty), from version 5 on; else
 *     {@code null}
 */
public record ConfServer(
        String ownerClass,
        String ownerCode,
        String serverCode,
        String address,
        List<X509Certificate> authentication,
        List<byte[]> hashes,
        List<String> clients,
        @Nullable String maintenance) {
    /** A server all of whose certificates are at hand. */
    public ConfServer(
            String ownerClass,
            String ownerCode,
            String serverCode,
            String address,
            List<X509Certificate> authentication,
            List<String> clients,
            @Nullable String maintenance) {
        this(ownerClass, ownerCode, serverCode, address, authentication, List.of(), clients, maintenance);
    }

    /** The same server in maintenance mode. */
    public ConfServer inMaintenance(String message) {
        return new ConfServer(ownerClass, ownerCode, serverCode, address, authentication, hashes, clients, message);
    }

    /** The same server with other registered clients. */
    public ConfServer withClients(List<String> newClients) {
        return new ConfServer(
                ownerClass, ownerCode, serverCode, address, authentication, hashes, newClients, maintenance);
    }

    /** The same server with other registered authentication certificates. */
    public ConfServer withAuthentication(List<X509Certificate> certificates) {
        return new ConfServer(ownerClass, ownerCode, serverCode, address, certificates, hashes, clients, maintenance);
    }

    /** The same server at another address, an IP address or a DNS name. */
    public ConfServer withAddress(String newAddress) {
        return new ConfServer(
                ownerClass, ownerCode, serverCode, newAddress, authentication, hashes, clients, maintenance);
    }
}
