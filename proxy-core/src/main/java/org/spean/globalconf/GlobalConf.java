package org.spean.globalconf;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;

/**
 * The global configuration of our instance and of those federated with it; immutable, every look-up O(1). It judges no
 * time itself: a caller compares {@link #expires} with its clock.
 */
public final class GlobalConf {
    private final Part home;
    private final PrivateParams privateParams;
    private final Instant expires;
    private final OptionalParams optional;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Map<MemberId, String> members = new HashMap<>();
    private final Set<ClientId> subsystems = new HashSet<>();
    private final Map<SecurityServerId, SecurityServer> servers = new LinkedHashMap<>();
    private final Map<ClientId, List<SecurityServer>> serversOf = new HashMap<>();
    private final Map<CertHash, SecurityServer> byHash = new HashMap<>();

    /** @param federated parts of other instances; on an authentication certificate that is there twice, ours wins */
    GlobalConf(Part home, PrivateParams privateParams, Instant expires, OptionalParams optional, List<Part> federated) {
        this.home = home;
        this.privateParams = privateParams;
        this.expires = expires;
        this.optional = optional;
        index(home);
        federated.forEach(this::index);
        serversOf.replaceAll((client, list) -> List.copyOf(list));
    }

    private void index(Part part) {
        SharedParams shared = part.shared();
        parts.put(shared.instance(), part);
        members.putAll(shared.members());
        subsystems.addAll(shared.subsystems());
        for (SecurityServer server : shared.servers()) {
            servers.put(server.id(), server);
            for (CertHash hash : server.authCertHashes()) {
                byHash.putIfAbsent(hash, server);
            }
            Set<ClientId> served = new LinkedHashSet<>(server.clients());
            served.add(new ClientId(server.id().owner(), null));
            for (ClientId client : served) {
                serversOf.computeIfAbsent(client, c -> new ArrayList<>(1)).add(server);
            }
        }
    }

    /** Our instance. */
    public String instance() {
        return home.shared().instance();
    }

    /** Our instance and the federated ones. */
    public Set<String> instances() {
        return Collections.unmodifiableSet(parts.keySet());
    }

    /** Version of our instance's shared parameters, 2 to 6. */
    public int version() {
        return home.version();
    }

    /** Until when our instance's configuration may be used; {@link Instant#MIN} where the tree notes no date. */
    public Instant expires() {
        return expires;
    }

    /** Whether our instance's configuration may no longer be used. */
    public boolean expired(Instant now) {
        return !now.isBefore(expires);
    }

    /** Until when a federated instance's configuration may be used; {@link Instant#MIN} for an unknown one. */
    public Instant expires(String instance) {
        Part part = parts.get(instance);
        return part == null ? Instant.MIN : instance.equals(instance()) ? expires : part.expires();
    }

    /** All servers where a provider is registered, or that it owns, those in maintenance mode among them. */
    public List<SecurityServer> serversOf(ClientId provider) {
        return serversOf.getOrDefault(provider, List.of());
    }

    /** A server by its id, or null. */
    public @Nullable SecurityServer server(SecurityServerId id) {
        return servers.get(id);
    }

    /** Every server, our instance's first. */
    public Iterable<SecurityServer> servers() {
        return Collections.unmodifiableCollection(servers.values());
    }

    /** The server that an authentication certificate, given by both its hashes, is registered for, or null. */
    public @Nullable SecurityServer byAuthCert(CertHash sha1, CertHash sha256) {
        SecurityServer server = byHash.get(sha256);
        return server == null ? byHash.get(sha1) : server;
    }

    /** Whether a member is registered. */
    public boolean memberExists(MemberId member) {
        return members.containsKey(member);
    }

    /** Whether a subsystem is registered; a client without subsystem exists if its member does. */
    public boolean subsystemExists(ClientId client) {
        return client.subsystem() == null ? memberExists(client.member()) : subsystems.contains(client);
    }

    /** Name of a member for people, or null if there is no such member. */
    public @Nullable String memberName(MemberId member) {
        return members.get(member);
    }

    /** Whether a client itself, not merely its member, is in a global group. */
    public boolean inGlobalGroup(String instance, String group, ClientId client) {
        Part part = parts.get(instance);
        Set<ClientId> clients = part == null ? null : part.shared().groups().get(group);
        return clients != null && clients.contains(client);
    }

    /** Whether there is such a global group. */
    public boolean globalGroupExists(String instance, String group) {
        Part part = parts.get(instance);
        return part != null && part.shared().groups().containsKey(group);
    }

    /**
     * The trust anchors: CAs of our instance and of federated ones, each good for members of its own instance only. Of a
     * CA whose certificate profile is not known, authentication certificates alone are good.
     */
    public TrustAnchors anchors(long generation) {
        return Anchors.of(home, parts.values(), optional.verifyNextUpdate(), generation);
    }

    /** The approved time-stamping authorities of our instance. */
    public List<TimeStampingAuthority> timeStampingAuthorities() {
        return Collections.unmodifiableList(home.shared().timeStampers());
    }

    /** How often records are time-stamped. */
    public Duration timeStampingInterval() {
        return privateParams.timeStampingInterval();
    }

    /** Where management requests go, absent if the private parameters do not say. */
    public @Nullable ManagementService managementService() {
        return privateParams.managementService();
    }

    /** How old an OCSP response may be. */
    public Duration ocspFreshness() {
        return home.shared().ocspFreshness();
    }

    /** How long to wait between two fetches of OCSP responses of our certificates; 20 minutes where it is not set. */
    public Duration ocspFetchInterval() {
        return optional.ocspFetchInterval();
    }

    /** Whether an OCSP response past its {@code nextUpdate} is refused; true where it is not set. */
    public boolean verifyNextUpdate() {
        return optional.verifyNextUpdate();
    }

    /** The client that may ask every server for its monitoring data, absent if the configuration names none. */
    public @Nullable ClientId monitoringClient() {
        return optional.monitoringClient();
    }

    /** The file our instance's shared parameters were read from. */
    public Path file() {
        return home.file();
    }
}
