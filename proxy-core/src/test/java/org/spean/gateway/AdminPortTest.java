package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.OcspBehaviour;

/** The ports for operators and their tools: who may see what, and what the probes say. */
class AdminPortTest {

    @TempDir
    private Path folder;

    private static RawClient.Answer ask(Gateway gateway, String port, String path, String... headers) throws Exception {
        InetSocketAddress address = Objects.requireNonNull(gateway.address(port));
        try (RawClient client = RawClient.to(address)) {
            return client.write(request("GET", path, address.getHostString(), headers))
                    .read();
        }
    }

    private static String request(String verb, String path, String host, String... headers) {
        StringBuilder head = new StringBuilder(verb + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static void reload(Pair pair, GatewayFile file) throws Exception {
        file.write(pair.server("ss-bank").configuration());
        pair.bank.reload();
        assertThat(pair.bank.refusal()).isNull();
    }

    private static String basic(String token) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(("operator:" + token).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void probesSayWhatIsWrongAndWhenItIsWellAgain() throws Exception {
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, unready) -> description.ocspFreshness(Duration.ofSeconds(4)))
                .bank((file, made) -> file.set("listen.health", made.address(2) + ":5588"))
                .start()) {
            pair.ecosystem
                    .responders()
                    .forEach(responder -> responder.behave(OcspBehaviour.NORMAL.valid(Duration.ofSeconds(4))));
            X509Certificate signing = pair.server("ss-bank").signing().certificate();
            Eventually.value(() -> ask(pair.bank, "health", "/"), answer -> answer.status() == 200);
            assertThat(ask(pair.bank, "admin", "/live").text()).isEqualTo("live\n");

            pair.ecosystem.issuer().status(signing, CertificateStatus.REVOKED);
            RawClient.Answer unwell =
                    Eventually.value(() -> ask(pair.bank, "health", "/"), answer -> answer.status() == 500);
            assertThat(unwell.text())
                    .isEqualTo("No signing key is in reach with a valid certificate and a good OCSP status\n");
            RawClient.Answer unready =
                    Eventually.value(() -> ask(pair.bank, "admin", "/ready"), answer -> answer.status() == 503);
            assertThat(unready.text()).isEqualTo("not ready: signing\n");
            assertThat(ask(pair.bank, "admin", "/live").status()).isEqualTo(200);

            pair.ecosystem.issuer().status(signing, CertificateStatus.GOOD);
            Eventually.value(() -> ask(pair.bank, "health", "/"), answer -> answer.status() == 200);
            Eventually.value(() -> ask(pair.bank, "admin", "/ready"), answer -> answer.status() == 200);
        }
    }

    @Test
    void thereIsNothingAtAPathThatIsNone() throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            for (String path : List.of(
                    "/<script>", "/%zz", "/[", "//live", "/x/../live", "/%6cive", "/live#x", "*", "http://else/live")) {
                assertThat(ask(pair.bank, "admin", path)).as(path).satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(404);
                    assertThat(answer.text()).doesNotContain("script");
                });
            }
            assertThat(ask(pair.bank, "admin", "/live?x=[").status()).isEqualTo(200);
        }
    }

    @Test
    void healthIsOffUnlessWanted() throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            assertThat(pair.bank.address("health")).isNull();
            assertThat(pair.bank.readiness()).contains("\"admin\":").doesNotContain("\"health\":");
        }
    }

    @Test
    void aGatewayThatStopsIsNotReadyUntilItsLastExchangeHasEnded() throws Exception {
        try (Pair pair = Pair.in(folder).start();
                RawClient client = RawClient.to(pair)) {
            client.write(RawClient.head("POST", "/echo", "Content-Length: 10") + "\r\n12345");
            Eventually.value(pair.bank::inFlight, count -> count == 1);
            CompletableFuture<Void> drained = CompletableFuture.runAsync(pair.bank::drain);
            RawClient.Answer answer =
                    Eventually.value(() -> ask(pair.bank, "admin", "/ready"), found -> found.status() == 503);
            assertThat(answer.text()).startsWith("not ready: running");
            assertThat(drained).isNotDone();
            client.write("67890");
            assertThat(client.read().status()).isEqualTo(200);
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aTokenOpensAllButTheProbesAndChangesWithItsFile() throws Exception {
        try (Pair pair = Pair.in(folder)
                .both((file, made) -> file.set("globalConfiguration.reloadInterval", "1h"))
                .start()) {
            Path token = pair.server("ss-bank").folder().resolve("admin.token");
            assertThat(ask(pair.bank, "admin", "/nothing").status()).as("open").isEqualTo(404);

            Files.writeString(token, "first\n");
            reload(pair, pair.bankFile.set("admin.tokenFile", "admin.token"));
            RawClient.Answer refused = ask(pair.bank, "admin", "/nothing");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers().get("www-authenticate")).startsWith("Basic ");
            assertThat(ask(pair.bank, "admin", "/ready").status()).isEqualTo(200);
            for (String shown : List.of("Authorization: Bearer first", basic("first"))) {
                assertThat(ask(pair.bank, "admin", "/nothing", shown).status()).isEqualTo(404);
            }
            for (String shown : List.of(
                    "Authorization: Bearer firs",
                    "Authorization: Bearer first1",
                    "Authorization: Basic !",
                    "Authorization: Digest first",
                    basic("second"))) {
                assertThat(ask(pair.bank, "admin", "/nothing", shown).status())
                        .as(shown)
                        .isEqualTo(401);
            }

            Files.writeString(token, "second\n");
            pair.bank.reload();
            assertThat(ask(pair.bank, "admin", "/nothing", basic("first")).status())
                    .isEqualTo(401);
            assertThat(ask(pair.bank, "admin", "/nothing", basic("second")).status())
                    .isEqualTo(404);
        }
    }

    /** A page of another site may have a name that leads to this machine: a browser would hand it what is answered. */
    @Test
    void withoutATokenTheHostOfARequestIsThisMachine() throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            InetSocketAddress address = Objects.requireNonNull(pair.bank.address("admin"));
            for (String host : List.of("127.0.0.1:5580", "localhost", "localhost:5580", "[::1]:5580")) {
                try (RawClient client = RawClient.to(address)) {
                    assertThat(client.write(request("GET", "/nothing", host))
                                    .read()
                                    .status())
                            .as(host)
                            .isEqualTo(404);
                }
            }
            for (String host : List.of("attacker.example", "attacker.example:5580", "127.0.0.1.attacker.example", "")) {
                try (RawClient client = RawClient.to(address)) {
                    assertThat(client.write(request("GET", "/nothing", host))
                                    .read()
                                    .status())
                            .as(host)
                            .isEqualTo(403);
                }
            }
        }
    }

    @Test
    void nothingCanBeSentThere() throws Exception {
        try (Pair pair = Pair.in(folder).start();
                RawClient client = RawClient.to(Objects.requireNonNull(pair.bank.address("admin")))) {
            RawClient.Answer answer =
                    client.write(request("DELETE", "/ready", "localhost")).read();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers().get("allow")).isEqualTo("GET, HEAD");
        }
    }

    @Test
    void aListedCertificateIsEnough() throws Exception {
        CertificateAuthority authority =
                CertificateAuthority.root("Internal CA", KeyKind.EC_P256, InstantSource.system());
        Issued operator = authority.tls("operator.test", "127.0.0.1", KeyKind.EC_P256);
        Issued stranger = authority.tls("stranger.test", "127.0.0.1", KeyKind.EC_P256);
        try (Pair pair = Pair.in(folder)
                .both((file, made) -> file.set("globalConfiguration.reloadInterval", "1h"))
                .start()) {
            Path own = pair.server("ss-bank").folder();
            authority
                    .tls("admin.test", pair.address(2), KeyKind.EC_P256)
                    .writePkcs12(own.resolve("admin.p12"), "admin", "pin");
            Files.writeString(own.resolve("admin.pin"), "pin\n");
            Files.writeString(own.resolve("operator.pem"), Issued.pem(operator.certificate()));
            reload(
                    pair,
                    pair.bankFile
                            .set("admin.key", GatewayFile.mapOf("file", "admin.p12", "passwordFile", "admin.pin"))
                            .set("admin.clients", List.of("operator.pem")));

            assertThat(overTls(pair, operator, "/nothing")).startsWith("HTTP/1.1 404 ");
            assertThat(overTls(pair, stranger, "/nothing")).startsWith("HTTP/1.1 403 ");
            assertThat(overTls(pair, null, "/nothing")).startsWith("HTTP/1.1 403 ");
            assertThat(overTls(pair, null, "/ready")).startsWith("HTTP/1.1 200 ");
        }
    }

    private String overTls(Pair pair, @Nullable Issued identity, String path) throws Exception {
        SSLContext context = Anyone.context(identity == null ? new KeyManager[0] : keys(identity));
        InetSocketAddress address = Objects.requireNonNull(pair.bank.address("admin"));
        try (Socket socket = context.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout((int) Pair.PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(request("GET", path, "admin.test", "Connection: close")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private KeyManager[] keys(Issued identity) throws Exception {
        Path file = identity.writePkcs12(Files.createTempFile(folder, "operator", ".p12"), "key", "pin");
        KeyStore store = KeyStore.getInstance(file.toFile(), "pin".toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, "pin".toCharArray());
        return factory.getKeyManagers();
    }
}
