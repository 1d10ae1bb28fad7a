package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.ConfTreeWriter;

/**
 * Neither a connection that is kept nor a TLS session that is resumed outlives the trust in who is on the other side. Each
 * gateway has a tree of its own, so that what refuses is the one whose trust has changed.
 */
class ChangedTrustTest {
    private static final int RELAY = 5599;
    private static final String PATH = "/persons/100000042";

    @TempDir
    private Path folder;

    private Path tree(String server) {
        return folder.resolve("tree-of-" + server);
    }

    private void write(String server, ConfContent content) {
        try {
            new ConfTreeWriter(Files.createDirectories(tree(server))).write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GatewayFile withTree(GatewayFile file, String server, Pair pair) {
        write(server, pair.ecosystem.content());
        return file.set("globalConfiguration.directory", tree(server).toString())
                .set("globalConfiguration.reloadInterval", "100ms");
    }

    private Pair pair(Duration freshness) throws IOException {
        return Pair.in(folder)
                .ecosystem((description, made) -> description.ocspFreshness(freshness))
                .bank((file, made) -> withTree(file, "ss-bank", made).set("peers.port", RELAY))
                .ministry((file, made) -> withTree(file, "ss-moi", made))
                .start();
    }

    private static TlsRelay relay(Pair pair) throws IOException {
        return new TlsRelay(
                pair.address(3), RELAY, pair.server("ss-moi").ports().peer());
    }

    /** Between servers not met before the first connections are full handshakes. */
    private static void untilResumed(Pair pair, TlsRelay relay) {
        Eventually.value(
                () -> {
                    relay.cut();
                    return pair.get(PATH).statusCode() == 200 && relay.lastResumed();
                },
                resumed -> resumed);
    }

    private static void awaitRefusal(Pair pair, String reason) {
        Eventually.value(() -> pair.get(PATH).body(), body -> body.contains(reason));
    }

    private static ConfContent without(ConfContent content, String server) {
        return content.withServer(server, listed -> listed.withAuthentication(List.of()));
    }

    /** One side's tree loses the other side's certificate; both keep their keys and connections. */
    private void deregister(String judge, String judged, String refusal) throws Exception {
        try (Pair pair = pair(Duration.ofHours(1));
                TlsRelay relay = relay(pair)) {
            untilResumed(pair, relay);
            pair.assertWorks();
            int before = relay.connections();
            assertThat(relay.open()).as("kept").isPositive();

            write(judge, without(pair.ecosystem.content(), judged));
            awaitRefusal(pair, refusal);
            assertThat(relay.connections()).as("on the kept connection").isEqualTo(before);

            relay.cut();
            awaitRefusal(pair, refusal);
            assertThat(relay.connections()).isGreaterThan(before);
            assertThat(relay.lastResumed()).as("in a resumed session").isTrue();

            write(judge, pair.ecosystem.content());
            Eventually.value(() -> pair.get(PATH).statusCode(), code -> code == 200);
        }
    }

    @Test
    void aProviderDeregisteredIsRefusedByTheConsumer() throws Exception {
        deregister("ss-bank", "ss-moi", "The certificate of the peer is not registered for a security server of");
    }

    @Test
    void aConsumerDeregisteredIsRefusedByTheProvider() throws Exception {
        deregister("ss-moi", "ss-bank", "is not registered at the security server that connected");
    }

    /**
     * The status of one side's certificate is no longer known to be good to the other: it shows a response of before it was
     * revoked, which only itself takes for fresh enough.
     */
    private void revoke(String judge, String judged, String refusal) throws Exception {
        try (Pair pair = pair(Duration.ofHours(1));
                TlsRelay relay = relay(pair)) {
            untilResumed(pair, relay);
            pair.assertWorks();
            int before = relay.connections();
            pair.ecosystem
                    .issuer()
                    .status(pair.server(judged).authentication().certificate(), CertificateStatus.REVOKED);
            pair.assertWorks();

            write(judge, pair.ecosystem.content().withOcspFreshness(Duration.ofSeconds(4)));
            awaitRefusal(pair, refusal);
            assertThat(relay.connections()).as("on the kept connection").isEqualTo(before);

            relay.cut();
            awaitRefusal(pair, refusal);
            assertThat(relay.connections()).isGreaterThan(before);
            assertThat(relay.lastResumed()).as("in a resumed session").isTrue();
        }
    }

    @Test
    void aProviderWhoseStatusIsOldIsRefusedByTheConsumer() throws Exception {
        revoke("ss-bank", "ss-moi", "learn that the certificate of the provider's security server is valid (OCSP)");
    }

    @Test
    void aConsumerWhoseStatusIsOldIsRefusedByTheProvider() throws Exception {
        revoke("ss-moi", "ss-bank", "Server.ServerProxy.SslAuthenticationFailed");
    }
}
