package org.spean.crypto.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyKind;
import org.spean.crypto.key.KeyPolling;
import org.spean.crypto.key.KeyTrouble;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.SigningKey;
import org.spean.crypto.key.StoredKey;
import org.spean.crypto.key.VerifyingKeys;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Keys in SoftHSM2: signing, sessions, loss and return. */
class Pkcs11Test {
    private static final byte[] DATA = "<ds:SignedInfo/>".getBytes(StandardCharsets.UTF_8);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final KeyPolling NEVER = new KeyPolling(Duration.ofDays(1), Schedulers.parallel(), new KeyTrouble() {
        @Override
        public void lost(String home, String reason) {
            throw new AssertionError(home + ": " + reason);
        }

        @Override
        public void found(String home) {
            throw new AssertionError(home);
        }
    });

    private final List<String> told = new CopyOnWriteArrayList<>();

    private final KeyTrouble telling = new KeyTrouble() {
        @Override
        public void lost(String home, String reason) {
            told.add("lost " + home + ": " + reason);
        }

        @Override
        public void found(String home) {
            told.add("found " + home);
        }
    };

    private Pkcs11KeySource open(TokenSettings settings) throws KeyFileException {
        return Pkcs11KeySource.open(settings, new KeyPolling(Duration.ofMillis(100), Schedulers.parallel(), telling));
    }

    private static StoredKey generated(SoftHsm token, KeyKind kind) throws KeyFileException {
        String id = new TokenHome(token.settings(1)).generate(KeyUse.SIGNING, kind, null, "a label");
        try (Pkcs11KeySource source = Pkcs11KeySource.open(token.settings(1), NEVER)) {
            StoredKey made = source.now().getFirst();
            assertThat(made.id()).isEqualTo(id);
            return made;
        }
    }

    private static SigningKey signing(StoredKey key) {
        return (SigningKey) Objects.requireNonNull(key.key());
    }

    private static void assertSigns(StoredKey key, DigestAlgorithm digest) {
        SigningKey signing = signing(key);
        byte[] signature = Objects.requireNonNull(signing.sign(DATA, digest).block(PATIENCE));
        assertThat(new VerifyingKeys()
                        .verify(Objects.requireNonNull(key.publicKey()), signing.algorithm(), digest, DATA, signature))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"RSA_2048", "EC_P256", "EC_P384"})
    void a_key_made_in_a_token_signs_there_and_never_leaves_it(KeyKind kind) throws Exception {
        SoftHsm token = SoftHsm.token();
        StoredKey made = generated(token, kind);
        try (Pkcs11KeySource source = open(token.settings(2))) {
            StoredKey key = source.now().getFirst();
            assertThat(source.now()).hasSize(1);
            assertThat(key.id()).isEqualTo(made.id());
            assertThat(key.label()).isEqualTo("a label");
            assertThat(key.purpose()).isEqualTo(KeyUse.SIGNING);
            assertThat(key.obstacle()).isNull();
            assertThat(key.usable()).as("it has no certificate").isFalse();
            assertThat(Objects.requireNonNull(key.key()).getEncoded()).isNull();
            assertThat(signing(key).onCpu()).isFalse();
            assertThat(signing(key).available()).isTrue();
            for (DigestAlgorithm digest : DigestAlgorithm.values()) {
                assertSigns(key, digest);
            }
            boolean shown = source.token().use((cryptoki, session, epoch) -> {
                long object = cryptoki.find(session, Attribute.number(Attribute.CLASS, Attribute.PRIVATE_KEY_CLASS))
                        .getFirst();
                long privateExponent = 0x123;
                return cryptoki.attribute(session, object, kind.curve() == null ? privateExponent : Attribute.VALUE)
                        != null;
            });
            assertThat(shown).isFalse();
        }
        assertThat(told).isEmpty();
    }

    @Test
    void signatures_are_made_on_threads_of_the_token_as_many_as_it_has_sessions() throws Exception {
        SoftHsm token = SoftHsm.token();
        generated(token, KeyKind.EC_P256);
        try (Pkcs11KeySource source = open(token.settings(3))) {
            SigningKey key = signing(source.now().getFirst());
            Set<String> threads = ConcurrentHashMap.newKeySet();
            Flux.range(0, 300)
                    .flatMap(
                            i -> key.sign(DATA, DigestAlgorithm.SHA_512)
                                    .doOnNext(signature ->
                                            threads.add(Thread.currentThread().getName())),
                            100)
                    .blockLast(PATIENCE);
            assertThat(threads).hasSizeBetween(1, 3).allMatch(name -> name.startsWith("pkcs11-"));
        }
    }

    @Test
    void killed_sessions_are_opened_and_logged_in_again() throws Exception {
        SoftHsm token = SoftHsm.token();
        generated(token, KeyKind.EC_P256);
        try (Pkcs11KeySource source = open(token.settings(2))) {
            StoredKey key = source.now().getFirst();
            for (int i = 0; i < 5; i++) {
                // the regular look may be under way with the next session when that is killed
                await().atMost(PATIENCE).until(() -> signing(key).available());
                assertSigns(key, DigestAlgorithm.SHA_256);
                token.killSessions();
            }
            await().atMost(PATIENCE).until(() -> signing(key).available());
            assertSigns(key, DigestAlgorithm.SHA_256);
            assertThat(source.now()).containsExactly(key);
        }
    }

    @Test
    void a_lost_token_is_told_and_its_return_too() throws Exception {
        SoftHsm token = SoftHsm.token();
        generated(token, KeyKind.EC_P256);
        try (Pkcs11KeySource source = open(token.settings(2))) {
            StoredKey key = source.now().getFirst();
            assertSigns(key, DigestAlgorithm.SHA_512);
            token.remove();
            await().atMost(PATIENCE).until(() -> !signing(key).available());
            assertThat(told).isNotEmpty().allMatch(line -> line.startsWith("lost token " + token.label() + ": "));
            assertThatThrownBy(() ->
                            signing(key).sign(DATA, DigestAlgorithm.SHA_512).block(PATIENCE))
                    .hasMessageContaining("token " + token.label() + " is out of reach");
            assertThat(source.now()).as("still listed").containsExactly(key);

            token.putBack();
            await().atMost(PATIENCE).until(() -> signing(key).available());
            assertThat(told).last().isEqualTo("found token " + token.label());
            assertSigns(key, DigestAlgorithm.SHA_512);
        }
    }

    @Test
    void a_token_that_is_not_there_at_the_start_is_waited_for() throws Exception {
        SoftHsm token = SoftHsm.token();
        generated(token, KeyKind.EC_P256);
        token.remove();
        try (Pkcs11KeySource source = open(token.settings(1))) {
            List<Integer> sizes = new CopyOnWriteArrayList<>();
            source.changes().map(List::size).subscribe(sizes::add);
            await().atMost(PATIENCE).until(() -> told.stream().anyMatch(line -> line.startsWith("lost ")));
            token.putBack();
            await().atMost(PATIENCE).until(() -> sizes.contains(1));
            assertSigns(source.now().getFirst(), DigestAlgorithm.SHA_512);
        }
    }

    @Test
    void a_wrong_pin_is_refused_and_not_tried_again(@TempDir Path folder) throws Exception {
        SoftHsm token = SoftHsm.token();
        TokenSettings wrong =
                new TokenSettings(SoftHsm.LIBRARY, token.label(), null, "4321".toCharArray(), 1, List.of(), null);
        assertThatThrownBy(() -> open(wrong))
                .isInstanceOf(KeyFileException.class)
                .hasMessage(SoftHsm.LIBRARY + ": token " + token.label() + ": the PIN is refused");
        Path text = Files.writeString(folder.resolve("module.so"), "no module");
        assertThatThrownBy(() -> open(new TokenSettings(text, "x", null, new char[0], 1, List.of(), null)))
                .isInstanceOf(KeyFileException.class)
                .hasMessageStartingWith(text + ": cannot be used: ");
    }

    /** Were the PIN shown again, the token that has gone meanwhile would be missed. */
    @Test
    void a_refused_pin_is_shown_to_the_token_once() throws Exception {
        SoftHsm hsm = SoftHsm.token();
        Token token = new Token(
                new TokenSettings(SoftHsm.LIBRARY, hsm.label(), null, "4321".toCharArray(), 2, List.of(), null),
                telling);
        CryptokiException refused =
                catchThrowableOfType(CryptokiException.class, () -> token.reach((cryptoki, session, epoch) -> true));
        assertThat(refused).matches(CryptokiException::ofPin);
        hsm.remove();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> token.reach((cryptoki, session, epoch) -> true))
                    .isSameAs(refused);
            assertThatThrownBy(() -> token.find((cryptoki, session, epoch) -> true))
                    .isSameAs(refused);
        }
        assertThat(token.available()).isFalse();
        hsm.putBack();
        try (Pkcs11KeySource source = open(hsm.settings(1))) {
            assertThat(source.now()).as("and the token is not locked").isEmpty();
        }
    }

    @Test
    void an_inactive_key_is_noted_in_the_folder_of_the_token(@TempDir Path folder) throws Exception {
        SoftHsm token = SoftHsm.token();
        StoredKey made = generated(token, KeyKind.EC_P256);
        TokenSettings with = new TokenSettings(
                SoftHsm.LIBRARY, token.label(), null, SoftHsm.PIN.toCharArray(), 1, List.of(), folder.resolve("t"));
        new TokenHome(with).activate(made, false);
        try (Pkcs11KeySource source = open(with)) {
            assertThat(source.now()).singleElement().matches(key -> !key.active());
            new TokenHome(with).activate(made, true);
            await().atMost(PATIENCE).until(() -> source.now().getFirst().active());
        }
        assertThatThrownBy(() -> new TokenHome(token.settings(1)).activate(made, false))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("has no directory");
        assertThatThrownBy(() -> new TokenHome(with).generate(KeyUse.AUTHENTICATION, KeyKind.EC_P256, null, null))
                .hasMessageContaining("an authentication key cannot be in a token");
    }
}
