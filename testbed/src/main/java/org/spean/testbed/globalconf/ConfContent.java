package org.spean.testbed.globalconf;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The content of one instance's global configuration. Immutable; tests change it by the {@code with…} methods and write
 * it again.
 *
 * @param version 2 to 6; version 2 carries SHA-1 hashes of authentication certificates, later ones SHA-256
 * @param expires when a reader has to stop using it
 * @param managementService where management requests go
 */
public record ConfContent(
        int version,
        String instance,
        Instant expires,
        List<ConfAuthority> authorities,
        List<ConfTimeStamper> timeStampers,
        List<ConfMember> members,
        List<ConfServer> servers,
        List<ConfGroup> groups,
        ConfManagement managementService,
        Duration ocspFreshness,
        Duration timeStampingInterval) {
    public ConfContent {
        if (version < 2 || version > 6) {
            throw new IllegalArgumentException("version: " + version + " (expected: 2 to 6)");
        }
    }

    public ConfContent withVersion(int newVersion) {
        return new ConfContent(
                newVersion,
                instance,
                expires,
                authorities,
                timeStampers,
                members,
                servers,
                groups,
                managementService,
                ocspFreshness,
                timeStampingInterval);
    }

    public ConfContent withExpires(Instant instant) {
        return new ConfContent(
                version,
                instance,
                instant,
                authorities,
                timeStampers,
                members,
                servers,
                groups,
                managementService,
                ocspFreshness,
                timeStampingInterval);
    }

    public ConfContent withAuthorities(List<ConfAuthority> newAuthorities) {
        return new ConfContent(
                version,
                instance,
                expires,
                newAuthorities,
                timeStampers,
                members,
                servers,
                groups,
                managementService,
                ocspFreshness,
                timeStampingInterval);
    }

    public ConfContent withMembers(List<ConfMember> newMembers) {
        return new ConfContent(
                version,
                instance,
                expires,
                authorities,
                timeStampers,
                newMembers,
                servers,
                groups,
                managementService,
                ocspFreshness,
                timeStampingInterval);
    }

    public ConfContent withServers(List<ConfServer> newServers) {
        return new ConfContent(
                version,
                instance,
                expires,
                authorities,
                timeStampers,
                members,
                newServers,
                groups,
                managementService,
                ocspFreshness,
                timeStampingInterval);
    }

    public ConfContent withGroups(List<ConfGroup> newGroups) {
        return new ConfContent(
                version,
                instance,
                expires,
                authorities,
                timeStampers,
                members,
                servers,
                newGroups,
                managementService,
                ocspFreshness,
                timeStampingInterval);
    }

    /** Changes the server with the given code. */
    public ConfContent withServer(String serverCode, UnaryOperator<ConfServer> change) {
        return withServers(servers.stream()
                .map(s -> s.serverCode().equals(serverCode) ? change.apply(s) : s)
                .toList());
    }

    public ConfContent withOcspFreshness(Duration freshness) {
        return new ConfContent(
                version,
                instance,
                expires,
                authorities,
                timeStampers,
                members,
                servers,
                groups,
                managementService,
                freshness,
                timeStampingInterval);
    }

    public ConfContent withTimeStampers(List<ConfTimeStamper> newTimeStampers) {
        return new ConfContent(
                version,
                instance,
                expires,
                authorities,
                newTimeStampers,
                members,
                servers,
                groups,
                managementService,
                ocspFreshness,
                timeStampingInterval);
    }

    public ConfContent withTimeStampingInterval(Duration interval) {
        return new ConfContent(
                version,
                instance,
                expires,
                authorities,
                timeStampers,
                members,
                servers,
                groups,
                managementService,
                ocspFreshness,
                interval);
    }
}
