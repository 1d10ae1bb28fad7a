package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyHomes;
import org.spean.crypto.key.CertificateRequest;
import org.spean.crypto.key.KeyHome;
import org.spean.crypto.key.KeyKind;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.StoredKey;
import org.spean.crypto.key.pkcs11.SoftHsm;
import org.spean.event.Events;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;
import org.spean.messagelog.segment.SegmentEvidence;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;

/** Keys that change under running gateways, and keys in a token. */
class KeysTest {
    private static final MemberId MEMBER = new MemberId("CAMBODIA", "COM", "CAMDX-000201");

    @TempDir
    Path folder;

    private static GatewayFile withStore(GatewayFile file, Pair pair) {
        EcosystemServer bank = pair.server("ss-bank");
        try {
            Files.writeString(bank.folder().resolve("store.pin"), "a password\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return file.set("globalConfiguration.reloadInterval", "100ms")
                .set("keys.store", GatewayFile.mapOf("directory", "keys", "passwordFile", "store.pin"));
    }

    private static KeyHomes.Look look(Pair pair) {
        return KeyHomes.look(
                GatewayConfig.load(pair.server("ss-bank").configuration()).keys());
    }

    private static KeyHome home(Pair pair, String setting) {
        return KeyHomes.home(
                GatewayConfig.load(pair.server("ss-bank").configuration()).keys(), setting);
    }

    /** What the authority issues for a key. */
    private static X509Certificate certified(Pair pair, String setting, String id, KeyUse use) throws Exception {
        try (KeyHomes.Look look = look(pair)) {
            StoredKey key = look.keyring().all().stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            X509Certificate certificate = certificate(pair, key, use);
            home(pair, setting).certify(key, List.of(certificate));
            return certificate;
        }
    }

    private static void activate(Pair pair, String id, boolean active) throws Exception {
        try (KeyHomes.Look look = look(pair)) {
            for (StoredKey key : look.keyring().all()) {
                if (key.id().equals(id)) {
                    home(pair, look.setting(key)).activate(key, active);
                }
            }
        }
    }

    private static X509Certificate certificate(Pair pair, StoredKey key, KeyUse use) throws Exception {
        CertificateRequest request = new CertificateRequest(
                SecurityServerId.parse(pair.server("ss-bank").id()), "KH");
        return pair.ecosystem
                .issuer()
                .certify(
                        use == KeyUse.SIGNING
                                ? request.signing(key, MEMBER, "The bank")
                                : request.authentication(key, "The bank", "ss-bank.test"));
    }

    /** Whether the bank's message log holds a signature with this certificate. */
    private static boolean signedWith(Pair pair, X509Certificate certificate) throws Exception {
        Path log = pair.server("ss-bank").folder().resolve("messagelog");
        String wanted = "X509SerialNumber>" + certificate.getSerialNumber() + "<";
        try (SegmentEvidence evidence = SegmentEvidence.open(log, null)) {
            return evidence.sample(Integer.MAX_VALUE, new Random(1)).stream()
                    .map(number -> Objects.requireNonNull(evidence.read(number)))
                    .anyMatch(record ->
                            new String(record.signature().signature(), StandardCharsets.UTF_8).contains(wanted));
        }
    }

    @Test
    void aNewSigningCertificateIsUsedFromTheNextMessageAndAnInactiveOneIsNot() throws Exception {
        try (Pair pair = Pair.in(folder).bank(KeysTest::withStore).start()) {
            pair.assertWorks();
            X509Certificate first = pair.server("ss-bank").signing().certificate();
            assertThat(signedWith(pair, first)).isTrue();

            KeyHome store = home(pair, "keys.store");
            String id = store.generate(KeyUse.SIGNING, KeyKind.EC_P384, MEMBER, null);
            pair.assertWorks();
            X509Certificate second = certified(pair, "keys.store", id, KeyUse.SIGNING);
            Eventually.value(
                    () -> {
                        pair.assertWorks(); // no message falls between the two
                        return signedWith(pair, second);
                    },
                    used -> used);

            activate(pair, id, false);
            Eventually.value(
                    () -> {
                        pair.assertWorks();
                        return pair.bank.signingWith(MEMBER);
                    },
                    first::equals);
            activate(pair, id, true);
            Eventually.value(
                    () -> {
                        pair.assertWorks();
                        return pair.bank.signingWith(MEMBER);
                    },
                    second::equals);
            pair.assertNothingHeld();
        }
    }

    @Test
    void aNewAuthenticationCertificateIsShownOnceItIsRegistered() throws Exception {
        try (Pair pair = Pair.in(folder)
                .bank(KeysTest::withStore)
                .ministry((file, made) -> file.set("globalConfiguration.reloadInterval", "100ms"))
                .start()) {
            pair.assertWorks();
            X509Certificate first = pair.server("ss-bank").authentication().certificate();
            KeyHome store = home(pair, "keys.store");
            String id = store.generate(KeyUse.AUTHENTICATION, KeyKind.EC_P256, null, null);
            X509Certificate second = certified(pair, "keys.store", id, KeyUse.AUTHENTICATION);
            for (int i = 0; i < 20; i++) {
                pair.assertWorks();
                assertThat(shown(pair)).as("not registered yet").isEqualTo(first);
            }
            pair.ecosystem.publish(content -> content.withServer("ss-bank", server -> {
                List<X509Certificate> both = new ArrayList<>(server.authentication());
                both.add(second);
                return server.withAuthentication(both);
            }));
            Eventually.value(() -> shown(pair), second::equals);
            Eventually.value(() -> pair.get("/persons/100000042").statusCode(), code -> code == 200);
            pair.assertWorks();
        }
    }

    @Test
    void anAuthenticationCertificateReplacedInItsFileIsUsedForTheNextConnection() throws Exception {
        try (Pair pair = Pair.in(folder)
                .both((file, made) -> file.set("globalConfiguration.reloadInterval", "100ms"))
                .start()) {
            pair.assertWorks();
            EcosystemServer bank = pair.server("ss-bank");
            X509Certificate first = bank.authentication().certificate();
            CertificateAuthority.Subject subject =
                    new CertificateAuthority.Subject("CAMBODIA", "COM", "CAMDX-000201", "ss-bank", bank.organisation());
            Issued renewed = pair.ecosystem
                    .issuer()
                    .authentication(subject, "ss-bank.test", bank.address(), pair.ecosystem.keys());
            pair.ecosystem.publish(content -> content.withServer(
                    "ss-bank", server -> server.withAuthentication(List.of(first, renewed.certificate()))));
            Eventually.value(() -> pair.ministry.knows(renewed.certificate()), known -> known);
            Path file = bank.folder().resolve("auth.p12");
            Files.move(
                    renewed.writePkcs12(bank.folder().resolve("renewed.p12"), "auth", "testbed-auth"),
                    file,
                    StandardCopyOption.ATOMIC_MOVE);
            Eventually.value(
                    () -> {
                        pair.assertWorks(); // no message falls between the two
                        return shown(pair);
                    },
                    renewed.certificate()::equals);

            pair.ecosystem.publish(content ->
                    content.withServer("ss-bank", server -> server.withAuthentication(List.of(renewed.certificate()))));
            Eventually.value(() -> pair.ministry.knows(first), known -> !known);
            Eventually.value(() -> pair.get("/persons/100000042").statusCode(), code -> code == 200);
            pair.assertWorks();
        }
    }

    /** The certificate that the bank's port for peers shows. */
    private static X509Certificate shown(Pair pair) throws Exception {
        AtomicReference<X509Certificate> shown = new AtomicReference<>();
        SSLContext context = SSLContext.getInstance("TLSv1.2");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {
                            throw new AssertionError("we are the client");
                        }

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {
                            shown.set(chain[0]);
                        }

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(
                        pair.server("ss-bank").address(),
                        pair.server("ss-bank").ports().peer())) {
            socket.setSoTimeout((int) Pair.PATIENCE.toMillis());
            socket.startHandshake();
        } catch (IOException e) {
            // without a certificate of our own it ends so, after its certificate came
            assertThat(shown.get()).as(e.toString()).isNotNull();
        }
        return Objects.requireNonNull(shown.get());
    }

    @Test
    void aTokenSignsAndItsLossAndReturnNeedNoRestart() throws Exception {
        SoftHsm token = SoftHsm.token();
        AtomicReference<X509Certificate> certificate = new AtomicReference<>();
        try (Pair pair = Pair.in(folder)
                .bank((file, made) -> inToken(file, made, token, certificate))
                .start()) {
            pair.assertWorks();
            assertThat(signedWith(pair, Objects.requireNonNull(certificate.get())))
                    .isTrue();
            token.killSessions();
            Eventually.value(() -> pair.get("/persons/100000042").statusCode(), code -> code == 200);

            token.remove();
            String refusal = Eventually.value(
                            () -> pair.get("/persons/100000042"), answer -> answer.statusCode() == 500)
                    .body();
            assertThat(refusal).contains("CannotCreateSignature").doesNotContain(token.label());
            Eventually.value(() -> pair.bank.events().count(Events.Kind.KEY_LOST), count -> count > 0);

            token.putBack();
            Eventually.value(() -> pair.get("/persons/100000042").statusCode(), code -> code == 200);
            assertThat(pair.bank.events().count(Events.Kind.KEY_FOUND)).isPositive();
            pair.assertWorks();
            pair.assertNothingHeld();
        }
    }

    @Test
    void otherKeysCostNoMessageThatATokenIsAboutToSign() throws Exception {
        SoftHsm token = SoftHsm.token();
        AtomicReference<X509Certificate> certificate = new AtomicReference<>();
        try (Pair pair = Pair.in(folder)
                .bank((file, made) -> inToken(file, made, token, certificate))
                .start()) {
            pair.assertWorks();
            EcosystemServer bank = pair.server("ss-bank");
            String two = Files.readString(bank.configuration());
            String three = two.replaceFirst("sessions\"?: 2", "sessions: 3");
            assertThat(three).isNotEqualTo(two);
            AtomicBoolean done = new AtomicBoolean();
            Queue<Integer> codes = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(Thread.ofPlatform().daemon().start(() -> {
                    while (!done.get()) {
                        codes.add(code(pair));
                    }
                }));
            }
            try {
                for (int i = 0; i < 6; i++) {
                    long before = pair.bank.generation();
                    Files.writeString(bank.configuration(), i % 2 == 0 ? three : two);
                    Eventually.value(pair.bank::generation, now -> now > before);
                }
            } finally {
                done.set(true);
            }
            for (Thread client : clients) {
                client.join();
            }
            assertThat(codes).isNotEmpty().containsOnly(200);
            pair.assertNothingHeld();
        }
    }

    private static int code(Pair pair) {
        try {
            return pair.get("/persons/100000042").statusCode();
        } catch (IOException | InterruptedException e) {
            return 0;
        }
    }

    private static GatewayFile inToken(
            GatewayFile file, Pair pair, SoftHsm token, AtomicReference<X509Certificate> certificate) {
        EcosystemServer bank = pair.server("ss-bank");
        try {
            Files.writeString(bank.folder().resolve("hsm.pin"), SoftHsm.PIN + "\n");
            file.remove("keys.signing")
                    .set("globalConfiguration.reloadInterval", "100ms")
                    .set(
                            "keys.pkcs11",
                            List.of(GatewayFile.mapOf(
                                    "library",
                                    SoftHsm.LIBRARY.toString(),
                                    "tokenLabel",
                                    token.label(),
                                    "pinFile",
                                    "hsm.pin",
                                    "sessions",
                                    2)))
                    .write(bank.configuration());
            String id = home(pair, "keys.pkcs11[0]").generate(KeyUse.SIGNING, KeyKind.RSA_2048, MEMBER, null);
            certificate.set(certified(pair, "keys.pkcs11[0]", id, KeyUse.SIGNING));
            return file;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void withoutAnyAuthenticationKeyItDoesNotStart() throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            EcosystemServer bank = pair.server("ss-bank");
            Files.writeString(bank.folder().resolve("store.pin"), "a password\n");
            Path file = pair.ecosystem
                    .gateway("ss-bank")
                    .remove("keys.authentication")
                    .set("keys.store", GatewayFile.mapOf("directory", "none", "passwordFile", "store.pin"))
                    .write(bank.folder().resolve("other.yaml"));
            assertThatThrownBy(() -> Gateway.start(file, InstantSource.system()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage(
                            file + ": keys: no usable authentication key (expected: one that is active and certified)");
        }
    }
}
