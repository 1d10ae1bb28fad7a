package org.spean.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.OcspResponder;
import org.spean.testbed.authority.TimeStampService;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.ConfSource;
import org.spean.testbed.globalconf.ConfTreeWriter;

/**
 * An X-Road ecosystem in a folder: authorities with a running OCSP responder each, a time-stamping authority, a global
 * configuration tree, and per security server its keys and a gateway configuration to start from. Closing it stops the
 * services and leaves the files.
 *
 * <pre>{@code
 * try (Ecosystem ecosystem = Ecosystem.pair(folder)) {
 *     EcosystemServer bank = ecosystem.server("ss-bank");
 *     GatewayFile file = ecosystem.gateway("ss-bank").client(bank.subsystem("BANK"));
 *     file.write(bank.configuration());
 *     ecosystem.publish(content -> content.withServer("ss-moi", s -> s.inMaintenance("back at noon")));
 * }
 * }</pre>
 */
public final class Ecosystem implements AutoCloseable {
    private final Path directory;
    private final InstantSource clock;
    private final CertificateAuthority root;
    private final @Nullable CertificateAuthority intermediate;
    private final List<OcspResponder> responders;
    private final List<TimeStampService> stampers;
    private final List<EcosystemServer> servers;
    private final KeyKind keys;
    private final @Nullable ConfSource source;
    private ConfContent content;

    Ecosystem(EcosystemBuilder builder, EcosystemBuilder.Made made) throws IOException {
        this.directory = builder.directory;
        this.clock = builder.clock;
        this.keys = builder.keys;
        this.root = made.root();
        this.intermediate = made.intermediate();
        this.responders = made.responders();
        this.stampers = made.stampers();
        this.servers = made.servers();
        this.content = made.content();
        for (EcosystemServer server : servers) {
            server.writeKeys();
        }
        this.source = builder.source == null
                ? null
                : ConfSource.start(content, builder.source, KeyKind.RSA_2048, builder.clock);
        write();
        if (source != null) {
            source.anchor().write(anchor());
        }
    }

    /** Starts describing an ecosystem in the given folder. */
    public static EcosystemBuilder in(Path directory) {
        return new EcosystemBuilder(directory);
    }

    /** The usual two: a bank's server {@code ss-bank} at 127.0.0.2 and a ministry's {@code ss-moi} at 127.0.0.3. */
    public static Ecosystem pair(Path directory) throws IOException {
        return in(directory).pair("127.0.0.2", "127.0.0.3").start();
    }

    public Path directory() {
        return directory;
    }

    /** The folder of the global configuration, as gateways read it. */
    public Path globalConfiguration() {
        return directory.resolve("globalconf");
    }

    /** The configuration anchor; there is one if there is a source. */
    public Path anchor() {
        return directory.resolve("configuration-anchor.xml");
    }

    /** The configuration source. */
    public ConfSource source() {
        if (source == null) {
            throw new IllegalStateException("source: none (expected: EcosystemBuilder.source)");
        }
        return source;
    }

    /** The top authority. */
    public CertificateAuthority root() {
        return root;
    }

    /** The authority that issues members' certificates: the intermediate one, if there is one. */
    public CertificateAuthority issuer() {
        return intermediate == null ? root : intermediate;
    }

    /** The responder of the authority that issues members' certificates. */
    public OcspResponder ocsp() {
        return responders.getLast();
    }

    /** All responders, that of the top authority first. */
    public List<OcspResponder> responders() {
        return responders;
    }

    /** The time-stamping authorities, in the order of the global configuration. */
    public List<TimeStampService> stampers() {
        return stampers;
    }

    /** The kind of key that members hold. */
    public KeyKind keys() {
        return keys;
    }

    public InstantSource clock() {
        return clock;
    }

    public List<EcosystemServer> servers() {
        return servers;
    }

    /** The server with the given code. */
    public EcosystemServer server(String code) {
        return servers.stream()
                .filter(s -> s.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("server: " + code + " (expected: one of "
                        + servers.stream().map(EcosystemServer::code).toList() + ")"));
    }

    /** What the global configuration says at present. */
    public synchronized ConfContent content() {
        return content;
    }

    /** Changes the global configuration, writes it and has its source publish it. */
    public synchronized void publish(UnaryOperator<ConfContent> change) throws IOException {
        content = change.apply(content);
        write();
        if (source != null) {
            source.publish(content);
        }
    }

    /** A complete gateway configuration for a server, without clients and services. */
    public GatewayFile gateway(String serverCode) {
        EcosystemServer server = server(serverCode);
        ServerPorts ports = server.ports();
        String address = server.address();
        GatewayFile file = new GatewayFile().set("instanceServer", server.id());
        if (source == null) {
            file.set("globalConfiguration.directory", globalConfiguration().toString());
        } else {
            file.set("globalConfiguration.anchor", anchor().toString());
            file.set("globalConfiguration.directory", "globalconf");
        }
        return file.set("keys.authentication", GatewayFile.mapOf("file", "auth.p12", "passwordFile", "auth.pin"))
                .set("keys.signing", List.of(GatewayFile.mapOf("file", "sign.p12", "passwordFile", "sign.pin")))
                .set("listen.clientHttp", address + ":" + ports.clientHttp())
                .set("listen.clientHttps", "off")
                .set("listen.peer", address + ":" + ports.peer())
                .set("listen.ocsp", address + ":" + ports.ocsp())
                .set("listen.admin", address + ":0")
                .set("peers.port", ports.peersPeer())
                .set("peers.ocspPort", ports.peersOcsp())
                .set("messageLog.directory", "messagelog")
                .set("spool.directory", "spool")
                .set("exchangeLog", "exchanges.jsonl");
    }

    @Override
    public void close() {
        responders.forEach(OcspResponder::close);
        stampers.forEach(TimeStampService::close);
        if (source != null) {
            source.close();
        }
    }

    private void write() throws IOException {
        Files.createDirectories(globalConfiguration());
        new ConfTreeWriter(globalConfiguration()).write(content);
    }
}
