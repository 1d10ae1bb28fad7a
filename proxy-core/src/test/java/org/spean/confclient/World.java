package org.spean.confclient;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.spean.config.Federation;
import org.spean.config.GlobalConfSource;
import org.spean.config.TlsConfig;
import org.spean.event.Events;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;
import org.spean.identifier.MemberId;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.globalconf.ConfAnchor;
import org.spean.testbed.globalconf.ConfAuthority;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.ConfGroup;
import org.spean.testbed.globalconf.ConfManagement;
import org.spean.testbed.globalconf.ConfMember;
import org.spean.testbed.globalconf.ConfSource;

/** Running configuration sources, a folder for the tree, and a client of them; time is set by the test. */
final class World implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    static final CertificateAuthority CA =
            CertificateAuthority.root("Test CA", KeyKind.EC_P256, InstantSource.fixed(NOW));

    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    final InstantSource clock = now::get;
    final Events events = new Events(clock);
    static final TlsConfig USUAL = new TlsConfig(List.of("TLSv1.2", "TLSv1.3"), List.of());

    final Path folder;
    final Path tree;
    final Path anchor;
    final ConfigurationClient client = new ConfigurationClient(events, clock);
    private final List<ConfSource> sources = new ArrayList<>();
    private List<String> federation = List.of();
    private Duration timeout = Duration.ofSeconds(20);
    private GlobalConfSource.SourceTls tls = new GlobalConfSource.SourceTls(true, List.of(), USUAL);

    World(Path folder) {
        this.folder = folder;
        this.tree = folder.resolve("globalconf");
        this.anchor = folder.resolve("anchor.xml");
    }

    static ConfContent content(String instance) {
        ConfAuthority authority = new ConfAuthority(
                "Test CA",
                false,
                new ConfAuthority.Node(CA.certificate(), URI.create("http://127.0.0.9:8888"), null),
                List.of(),
                ConfAuthority.CAMDX_PROFILE);
        return new ConfContent(
                5,
                instance,
                NOW.plus(Duration.ofMinutes(10)),
                List.of(authority),
                List.of(),
                List.of(new ConfMember("GOV", "1", "A ministry", List.of("SUB"))),
                List.of(),
                List.of(new ConfGroup("all", "All", List.of("GOV/1"))),
                ConfManagement.of("GOV/1/SUB"),
                Duration.ofHours(1),
                Duration.ofMinutes(1));
    }

    /** The same with other members. */
    static ConfContent named(ConfContent content, String name) {
        return content.withMembers(List.of(new ConfMember("GOV", "1", name, List.of("SUB"))));
    }

    ConfSource source(ConfContent content) {
        ConfSource source = ConfSource.start(content, free(), KeyKind.EC_P256, clock);
        sources.add(source);
        return source;
    }

    ConfSource tlsSource(ConfContent content, Issued own) {
        ConfSource source = ConfSource.startTls(content, free(), own, KeyKind.EC_P256, clock);
        sources.add(source);
        return source;
    }

    private static InetSocketAddress free() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** A source of our instance alone in the anchor. */
    ConfSource home() throws IOException {
        ConfSource source = source(content("TEST"));
        source.anchor().write(anchor);
        return source;
    }

    void anchor(String instance, ConfAnchor.Source... of) throws IOException {
        new ConfAnchor(instance, List.of(of)).write(anchor);
    }

    World federation(String... instances) {
        federation = List.of(instances);
        return this;
    }

    World timeout(Duration newTimeout) {
        timeout = newTimeout;
        return this;
    }

    World tls(boolean verify, X509Certificate... trusted) {
        return tls(verify, USUAL, trusted);
    }

    World tls(boolean verify, TlsConfig offer, X509Certificate... trusted) {
        tls = new GlobalConfSource.SourceTls(verify, List.of(trusted), offer);
        return this;
    }

    GlobalConfSource settings() {
        return new GlobalConfSource(
                tree,
                Duration.ofSeconds(5),
                anchor,
                Duration.ofMinutes(1),
                timeout,
                timeout,
                new Federation(federation),
                tls);
    }

    boolean refresh() throws DownloadException {
        return client.refresh(settings()).replaced();
    }

    GlobalConf read() {
        return GlobalConfTree.read(tree, clock.instant());
    }

    /** The one member's name in what is on disk. */
    String name() {
        return String.valueOf(read().memberName(new MemberId("TEST", "GOV", "1")));
    }

    Path current(String file) {
        return tree.resolve("current").resolve(file);
    }

    boolean has(String file) {
        return Files.exists(current(file));
    }

    @Override
    public void close() {
        client.close();
        sources.forEach(ConfSource::close);
    }
}
