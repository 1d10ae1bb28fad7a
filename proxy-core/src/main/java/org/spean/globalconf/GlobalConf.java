package org.spean.globalconf;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
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
 * The global configuration of our instance and of those federated with it; immutable, a look-up takes less than a microsecond. It judges no
 * time itself: a caller compares {@link #expires} with its clock.
 */
public final class GlobalConf {
    private final Part home;
    private final PrivateParams privateParams;
    private final Instant expires;
    private final OptionalParams optional;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /** @param federated parts of other instances; on an authentication certificate that is there twice, ours wins */
    GlobalConf(Part home, PrivateParams privateParams, Instant expires, OptionalParams optional, List<Part> federated) {
        this.home = home;
        this.privateParams = privateParams;
        this.expires = expires;
        this.optional = optional;
        parts.put(home.shared().instance(), home);
        federated.forEach(part -> parts.put(part.shared().instance(), part));
    }

    @Nullable
    Part part(String instance) {
        return parts.get(instance);
    }

    private @Nullable Registry registry(String instance) {
        Part part = parts.get(instance);
        return part == null ? null : part.shared().registry();
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
        Registry registry = registry(provider.member().instance());
        return registry == null ? List.of() : registry.serversOf(provider);
    }

    /** A server by its id, or null. */
    public @Nullable SecurityServer server(SecurityServerId id) {
        Registry registry = registry(id.owner().instance());
        return registry == null ? null : registry.server(id);
    }

    /** Every server, our instance's first; made while one iterates. */
    public Iterable<SecurityServer> servers() {
        return () -> parts.values().stream()
                .flatMap(part -> part.shared().registry().servers().stream())
                .iterator();
    }

    /** The server that an authentication certificate, given by both its hashes, is registered for, or null. */
    public @Nullable SecurityServer byAuthCert(CertHash sha1, CertHash sha256) {
        SecurityServer server = byHash(sha256);
        return server == null ? byHash(sha1) : server;
    }

    private @Nullable SecurityServer byHash(CertHash hash) {
        for (Part part : parts.values()) {
            SecurityServer server = part.shared().registry().server(hash);
            if (server != null) {
                return server;
            }
        }
        return null;
    }

    /** Whether a member is registered. */
    public boolean memberExists(MemberId member) {
        Registry registry = registry(member.instance());
        return registry != null && registry.has(member);
    }

    /** Whether a subsystem is registered; a client without subsystem exists if its member does. */
    public boolean subsystemExists(ClientId client) {
        Registry registry = registry(client.member().instance());
        return registry != null && registry.has(client);
    }

    /** Name of a member for people, or null if there is no such member. */
    public @Nullable String memberName(MemberId member) {
        Registry registry = registry(member.instance());
        return registry == null ? null : registry.name(member);
    }

    /**
     * The members and subsystems of an instance, each member before its subsystems, in the order of the configuration;
     * empty for an unknown instance.
     */
    public List<RegisteredClient> clientsOf(String instance) {
        Registry registry = registry(instance);
        return registry == null ? List.of() : registry.all();
    }

    /** Whether a client itself, not merely its member, is in a global group. */
    public boolean inGlobalGroup(String instance, String group, ClientId client) {
        Registry registry = registry(instance);
        return registry != null && registry.inGroup(group, client);
    }

    /** Whether there is such a global group. */
    public boolean globalGroupExists(String instance, String group) {
        Registry registry = registry(instance);
        return registry != null && registry.hasGroup(group);
    }

    /**
     * The trust anchors: CAs of our instance and of federated ones, each good for members of its own instance only. Of a
     * CA whose certificate profile is not known, authentication certificates alone are good.
     */
    public TrustAnchors anchors(long generation) {
        return Anchors.of(home, parts.values(), optional.verifyNextUpdate(), generation);
    }

    /** Whether the trust anchors of another configuration are as good as those of this one. */
    public boolean trustsLike(GlobalConf other) {
        if (optional.verifyNextUpdate() != other.optional.verifyNextUpdate()
                || !parts.keySet().equals(other.parts.keySet())) {
            return false;
        }
        for (Part part : parts.values()) {
            Part theirs = other.parts.get(part.shared().instance());
            if (theirs == null
                    || !part.shared().authorities().equals(theirs.shared().authorities())) {
                return false;
            }
        }
        return instance().equals(other.instance()) && ocspFreshness().equals(other.ocspFreshness());
    }

    /** The approved time-stamping authorities of our instance. */
    public List<TimeStampingAuthority> timeStampingAuthorities() {
        return Collections.unmodifiableList(home.shared().timeStampers());
    }

    /** The certificates of the time-stamping authorities of all instances, since a federated member's evidence is stamped by its own. */
    public List<X509Certificate> timeStampingCertificates() {
        return parts.values().stream()
                .flatMap(part -> part.shared().timeStampers().stream())
                .map(TimeStampingAuthority::certificate)
                .distinct()
                .toList();
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

    /**
     * The tables that look-ups rest on, which other configurations may have too. To be closed when in none of them anything
     * will be looked up any more; collected at the latest when nobody refers to them.
     */
    public List<AutoCloseable> tables() {
        return parts.values().stream()
                .<AutoCloseable>map(part -> part.shared().registry())
                .toList();
    }

    /** Closes the tables that another configuration has not. */
    public void closeAllBut(GlobalConf other) {
        for (Part part : parts.values()) {
            Part theirs = other.parts.get(part.shared().instance());
            if (theirs == null || theirs.shared().registry() != part.shared().registry()) {
                part.shared().registry().close();
            }
        }
    }

    /** What the tables take outside the heap, in bytes. */
    public long tablesSize() {
        return parts.values().stream()
                .mapToLong(part -> part.shared().registry().size())
                .sum();
    }

    /** The file our instance's shared parameters were read from. */
    public Path file() {
        return home.file();
    }
}
