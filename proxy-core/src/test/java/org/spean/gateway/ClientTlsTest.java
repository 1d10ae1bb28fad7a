package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.globalconf.ConfMember;

/** The HTTPS port, with and without certificates of information systems. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientTlsTest {

    private static final String SAFE = "CAMBODIA/COM/CAMDX-000201/SAFE";
    private static final String PINNED = "CAMBODIA/COM/CAMDX-000201/PINNED";

    @TempDir
    static Path folder;

    private Pair pair;
    private final CertificateAuthority authority =
            CertificateAuthority.root("Internal CA", KeyKind.EC_P256, InstantSource.system());
    private final Issued registered = authority.tls("core.test", "127.0.0.1", KeyKind.EC_P256);
    private final Issued stranger = authority.tls("other.test", "127.0.0.1", KeyKind.EC_P256);

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .bank((file, made) -> withTls(file, made))
                .ministry(this::allowed)
                .start();
        List<String> subsystems = List.of("BANK", "SAFE", "PINNED");
        pair.ecosystem.publish(content -> content.withMembers(content.members().stream()
                        .map(member -> member.memberClass().equals("COM")
                                ? new ConfMember(member.memberClass(), member.memberCode(), member.name(), subsystems)
                                : member)
                        .toList())
                .withServer(
                        "ss-bank",
                        server -> server.withClients(subsystems.stream()
                                .map(code -> "COM/CAMDX-000201/" + code)
                                .toList())));
        Eventually.value(() -> call(client(null), SAFE), answer -> answer.statusCode() == 200);
    }

    private GatewayFile allowed(GatewayFile file, Pair made) {
        return file.set("globalConfiguration.reloadInterval", "100ms")
                .add(
                        "services",
                        GatewayFile.mapOf(
                                "id",
                                Pair.PROVIDER + "/open",
                                "url",
                                made.register.url(),
                                "allow",
                                List.of(Pair.BANK, SAFE, PINNED)));
    }

    private GatewayFile withTls(GatewayFile file, Pair made) {
        Path own = made.server("ss-bank").folder();
        try {
            authority
                    .tls("gateway.test", made.address(2), KeyKind.EC_P256)
                    .writePkcs12(own.resolve("tls.p12"), "tls", "testbed-tls");
            Files.writeString(own.resolve("tls.pin"), "testbed-tls\n");
            registered.writePem(own.resolve("core.pem"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return file.set("keys.clientTls", GatewayFile.mapOf("file", "tls.p12", "passwordFile", "tls.pin"))
                .set("globalConfiguration.reloadInterval", "100ms")
                .set("listen.clientHttps", made.address(2) + ":8443")
                .add("clients", GatewayFile.mapOf("id", SAFE, "connection", "HTTPS"))
                .add(
                        "clients",
                        GatewayFile.mapOf(
                                "id", PINNED, "connection", "HTTPS_CERTIFICATE", "certificates", List.of("core.pem")));
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        pair.assertNothingHeld();
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    private HttpClient client(@Nullable Issued identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                identity == null ? new KeyManager[0] : keys(identity),
                trust(authority).getTrustManagers(),
                new SecureRandom());
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }

    static TrustManagerFactory trust(CertificateAuthority authority) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return trust;
    }

    private static KeyManager[] keys(Issued identity) throws GeneralSecurityException, IOException {
        Path file = identity.writePkcs12(Files.createTempFile(folder, "client", ".p12"), "client", "client");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "client".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, "client".toCharArray());
        return keys.getKeyManagers();
    }

    private HttpResponse<String> call(HttpClient client, String subsystem) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(
                                "https://" + pair.address(2) + ":8443/r1/" + Pair.PROVIDER + "/open/persons/100000042"))
                        .timeout(Pair.PATIENCE)
                        .header("X-Road-Client", subsystem)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void everySubsystemMayUseHttps() throws Exception {
        try (HttpClient client = client(null)) {
            assertThat(call(client, SAFE).statusCode()).isEqualTo(200);
            assertThat(call(client, Pair.BANK).statusCode()).isEqualTo(200);
            assertThat(call(client, SAFE).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void registeredCertificateIsDemanded() throws Exception {
        try (HttpClient without = client(null);
                HttpClient with = client(registered);
                HttpClient other = client(stranger)) {
            assertThat(call(with, PINNED).statusCode()).isEqualTo(200);
            assertThat(call(with, PINNED).statusCode()).isEqualTo(200);
            for (HttpClient refused : List.of(without, other)) {
                HttpResponse<String> answer = call(refused, PINNED);
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.headers().firstValue("x-road-error"))
                        .hasValue("Server.ClientProxy.SslAuthenticationFailed");
                assertThat(call(refused, SAFE).statusCode()).isEqualTo(200);
            }
        }
    }

    /** Signed documents are for those who may speak for the client, as messages are. */
    @Test
    void registeredCertificateIsDemandedForSignedDocuments() throws Exception {
        try (HttpClient without = client(null);
                HttpClient with = client(registered);
                HttpClient other = client(stranger)) {
            assertThat(documents(with, "PINNED").statusCode()).isEqualTo(404); // it has exchanged none of this id
            assertThat(documents(without, "SAFE").statusCode()).isEqualTo(404);
            assertThat(documents(without, "PINNED").body())
                    .isEqualTo("Client 'SUBSYSTEM:" + PINNED + "' must prove a registered certificate");
            assertThat(documents(other, "PINNED").body())
                    .isEqualTo("Client 'SUBSYSTEM:" + PINNED + "' has no such certificate registered");
            assertThat(documents(other, "PINNED").statusCode()).isEqualTo(401);
        }
    }

    private HttpResponse<String> documents(HttpClient client, String subsystem) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://" + pair.address(2)
                                + ":8443/asic?xRoadInstance=CAMBODIA&memberClass=COM&memberCode=CAMDX-000201&subsystemCode="
                                + subsystem + "&queryId=none"))
                        .timeout(Pair.PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void plainTextOnTheTlsPortGetsNothing() {
        assertThatThrownBy(() -> pair.client.send(
                        HttpRequest.newBuilder(URI.create("http://" + pair.address(2) + ":8443/r1/x"))
                                .timeout(Pair.PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void providerWithoutKeyCallsNoService(@TempDir Path elsewhere) throws Exception {
        try (Pair keyless = Pair.in(elsewhere)
                .ministry((file, made) -> file.set(
                        "keys.signing",
                        List.of(GatewayFile.mapOf(
                                "file",
                                made.server("ss-bank")
                                        .folder()
                                        .resolve("sign.p12")
                                        .toString(),
                                "passwordFile",
                                made.server("ss-bank")
                                        .folder()
                                        .resolve("sign.pin")
                                        .toString()))))
                .start()) {
            assertThat(keyless.get("/x").body()).contains("Server.ServerProxy.CannotCreateSignature");
            assertThat(keyless.register.requests()).isZero();
            keyless.assertNothingHeld();
        }
    }
}
