package org.spean.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.OcspAnswers;
import org.spean.testbed.authority.OcspResponder;
import org.spean.testbed.authority.TimeStampService;
import org.spean.testbed.globalconf.ConfAuthority;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.ConfGroup;
import org.spean.testbed.globalconf.ConfManagement;
import org.spean.testbed.globalconf.ConfMember;
import org.spean.testbed.globalconf.ConfServer;
import org.spean.testbed.globalconf.ConfTimeStamper;

/** Describes an {@link Ecosystem} before it is started. Every setter returns the builder. */
public final class EcosystemBuilder {
    final Path directory;
    InstantSource clock = InstantSource.system();
    KeyKind keys = KeyKind.RSA_2048;
    private KeyKind authorityKeys = KeyKind.RSA_2048;
    private String instance = "CAMBODIA";
    private int version = 5;
    private boolean withIntermediate;
    private boolean delegated = true;
    private InetSocketAddress ocsp = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Duration ocspFreshness = Duration.ofHours(1);
    private int timeStampers = 1;
    private Duration timeStampingInterval = Duration.ofMinutes(1);
    private ServerPorts ports = ServerPorts.STANDARD;

    private @Nullable ConfManagement management;

    @Nullable
    InetSocketAddress source;

    private final List<Server> servers = new ArrayList<>();

    EcosystemBuilder(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    /** Name of the instance; {@code CAMBODIA} by default. */
    public EcosystemBuilder instance(String name) {
        instance = name;
        return this;
    }

    /** Version of the global configuration, 2 to 6; 5 by default. */
    public EcosystemBuilder version(int newVersion) {
        version = newVersion;
        return this;
    }

    /** Kind of the members' keys; RSA by default. */
    public EcosystemBuilder keys(KeyKind kind) {
        keys = kind;
        return this;
    }

    /** Kind of the keys of authorities and responders; RSA by default. */
    public EcosystemBuilder authorityKeys(KeyKind kind) {
        authorityKeys = kind;
        return this;
    }

    /** Issues members' certificates from an intermediate authority. */
    public EcosystemBuilder intermediate() {
        withIntermediate = true;
        return this;
    }

    /** Signs OCSP responses with the authority's own key instead of a responder's certificate. */
    public EcosystemBuilder ocspSignedByAuthority() {
        delegated = false;
        return this;
    }

    /** Where the first responder listens (the intermediate's takes a free port); a free port of 127.0.0.1 by default. */
    public EcosystemBuilder ocsp(InetSocketAddress address) {
        ocsp = address;
        return this;
    }

    /**
     * Starts a configuration source, from whose anchor the gateways download the global configuration; without one they
     * read a tree that the ecosystem writes.
     */
    public EcosystemBuilder source(InetSocketAddress address) {
        source = address;
        return this;
    }

    /** {@code ocspFreshnessSeconds}; an hour by default. */
    public EcosystemBuilder ocspFreshness(Duration freshness) {
        ocspFreshness = freshness;
        return this;
    }

    /** How many time-stamping authorities there are, each approved and on a free port of 127.0.0.1; one by default. */
    public EcosystemBuilder timeStampers(int number) {
        timeStampers = number;
        return this;
    }

    /** {@code timeStampingIntervalSeconds}; a minute by default. */
    public EcosystemBuilder timeStampingInterval(Duration interval) {
        timeStampingInterval = interval;
        return this;
    }

    /** The clock of authorities, responders and time-stamps. */
    public EcosystemBuilder clock(InstantSource newClock) {
        clock = newClock;
        return this;
    }

    /**
     * Where management requests go; by default to the first member, and to an address where nobody listens.
     *
     * @param provider {@code class/member/subsystem} of the management services
     * @param address URL for the registration of authentication certificates
     * @param certificate that is shown there
     */
    public EcosystemBuilder management(String provider, String address, X509Certificate certificate) {
        management = new ConfManagement(provider, address, certificate);
        return this;
    }

    /** Ports of the servers added from now on. */
    public EcosystemBuilder ports(ServerPorts newPorts) {
        ports = newPorts;
        return this;
    }

    /** Adds a member's security server with its registered subsystems. Several servers of one member are fine. */
    public EcosystemBuilder server(
            String memberClass, String memberCode, String name, String serverCode, String address, String... clients) {
        servers.add(new Server(memberClass, memberCode, name, serverCode, address, List.of(clients), ports));
        return this;
    }

    /** Adds the bank (COM/CAMDX-000201, ss-bank, BANK) and the ministry (GOV/CAMDX-000121, ss-moi, IDENTITY). */
    public EcosystemBuilder pair(String bank, String ministry) {
        server("COM", "CAMDX-000201", "Bank of the Bridge", "ss-bank", bank, "BANK");
        return server("GOV", "CAMDX-000121", "Ministry of Interior", "ss-moi", ministry, "IDENTITY");
    }

    /** Makes keys and certificates, starts the responders and writes all files. */
    public Ecosystem start() throws IOException {
        List<OcspResponder> responders = new ArrayList<>();
        List<TimeStampService> stampers = new ArrayList<>();
        try {
            return new Ecosystem(this, make(responders, stampers));
        } catch (IOException | RuntimeException e) {
            responders.forEach(OcspResponder::close);
            stampers.forEach(TimeStampService::close);
            throw e;
        }
    }

    private Made make(List<OcspResponder> responders, List<TimeStampService> stampers) throws IOException {
        CertificateAuthority root = CertificateAuthority.root("Spean testbed CA", authorityKeys, clock);
        ConfAuthority.Node top = node(root, "Spean testbed OCSP", ocsp, responders);
        @Nullable CertificateAuthority below = null;
        List<ConfAuthority.Node> nodes = new ArrayList<>();
        if (withIntermediate) {
            below = root.intermediate("Spean testbed intermediate CA", authorityKeys);
            InetSocketAddress free = new InetSocketAddress(ocsp.getAddress(), 0);
            nodes.add(node(below, "Spean testbed intermediate OCSP", free, responders));
        }
        ConfAuthority authority =
                new ConfAuthority("Spean testbed CA", false, top, List.copyOf(nodes), ConfAuthority.CAMDX_PROFILE);
        List<EcosystemServer> made = new ArrayList<>();
        for (Server server : servers) {
            made.add(server(server, below == null ? root : below));
        }
        for (int i = 1; i <= timeStampers; i++) {
            stampers.add(TimeStampService.start(
                    timeStampers == 1 ? "Spean testbed TSA" : "Spean testbed TSA " + i,
                    root,
                    authorityKeys,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    clock));
        }
        return new Made(
                root,
                below,
                List.copyOf(responders),
                List.copyOf(stampers),
                List.copyOf(made),
                content(authority, stampers, made));
    }

    private ConfAuthority.Node node(
            CertificateAuthority authority, String name, InetSocketAddress address, List<OcspResponder> responders) {
        Issued signer = delegated ? authority.ocspResponder(name, authorityKeys) : authority.self();
        OcspResponder responder = OcspResponder.start(new OcspAnswers(authority, signer), address, clock);
        responders.add(responder);
        return new ConfAuthority.Node(
                authority.certificate(), responder.uri(), delegated ? signer.certificate() : null);
    }

    private EcosystemServer server(Server s, CertificateAuthority issuer) throws IOException {
        CertificateAuthority.Subject subject =
                new CertificateAuthority.Subject(instance, s.memberClass, s.memberCode, s.serverCode, s.name);
        Path folder = Files.createDirectories(directory.resolve(s.serverCode));
        return new EcosystemServer(
                String.join("/", instance, s.memberClass, s.memberCode, s.serverCode),
                String.join("/", instance, s.memberClass, s.memberCode),
                s.name,
                s.address,
                s.clients,
                s.ports,
                folder,
                issuer.authentication(subject, s.serverCode + ".test", s.address, keys),
                issuer.signing(subject, keys));
    }

    private ConfContent content(ConfAuthority authority, List<TimeStampService> stampers, List<EcosystemServer> made) {
        Map<String, Set<String>> subsystems = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        List<ConfServer> listed = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            Server s = servers.get(i);
            String member = s.memberClass + "/" + s.memberCode;
            names.put(member, s.name);
            subsystems.computeIfAbsent(member, m -> new LinkedHashSet<>()).addAll(s.clients);
            listed.add(new ConfServer(
                    s.memberClass,
                    s.memberCode,
                    s.serverCode,
                    s.address,
                    List.of(made.get(i).authentication().certificate()),
                    s.clients.stream().map(client -> member + "/" + client).toList(),
                    null));
        }
        List<ConfMember> members = new ArrayList<>();
        subsystems.forEach((member, codes) -> {
            int slash = member.indexOf('/');
            members.add(new ConfMember(
                    member.substring(0, slash),
                    member.substring(slash + 1),
                    names.getOrDefault(member, member),
                    List.copyOf(codes)));
        });
        String owner = names.keySet().stream().findFirst().orElse("GOV/NOBODY");
        return new ConfContent(
                version,
                instance,
                clock.instant().plus(Duration.ofDays(365)),
                List.of(authority),
                stampers.stream()
                        .map(stamper -> new ConfTimeStamper(stamper.name(), stamper.uri(), stamper.certificate()))
                        .toList(),
                List.copyOf(members),
                List.copyOf(listed),
                List.of(new ConfGroup("security-server-owners", "Security server owners", List.copyOf(names.keySet()))),
                management == null ? ConfManagement.of(owner) : management,
                ocspFreshness,
                timeStampingInterval);
    }

    /** What {@link #start} makes and an {@link Ecosystem} keeps. */
    record Made(
            CertificateAuthority root,
            @Nullable CertificateAuthority intermediate,
            List<OcspResponder> responders,
            List<TimeStampService> stampers,
            List<EcosystemServer> servers,
            ConfContent content) {}

    private record Server(
            String memberClass,
            String memberCode,
            String name,
            String serverCode,
            String address,
            List<String> clients,
            ServerPorts ports) {}
}
