package org.spean.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.trust.GoldenSet;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Key files of the captured sets; signing and verifying with them by every provider there is. */
class KeysTest {
    private static final char[] PASSWORD = "camdx".toCharArray();
    private static final byte[] DATA = "<ds:SignedInfo/>".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource(GoldenSet.class)
    void key_files_are_read_sign_and_verify(GoldenSet set) throws Exception {
        ProviderProbe probe = new ProviderProbe(Duration.ofMillis(5));
        VerifyingKeys verifying = new VerifyingKeys();
        List<Path> files;
        try (Stream<Path> all = Files.list(set.pki("."))) {
            files = all.filter(f -> f.toString().endsWith(".p12")).toList();
        }
        assertThat(files).hasSizeGreaterThan(10);
        for (Path file : files) {
            KeyEntry entry = Pkcs12.load(file, PASSWORD, null);
            String name = file.getFileName().toString().replace(".p12", "");
            assertThat(entry.certificate()).isEqualTo(set.certificate(name));
            assertThat(Pkcs12.load(file, PASSWORD, name)).isEqualTo(entry);
            assertThat(entry.toString()).doesNotContainIgnoringCase("modulus");

            if (!name.startsWith("bank-")) {
                continue; // all were read, these sign for the others of their kind
            }
            SigningKey key = probe.fastest(entry);
            assertThat(key.onCpu()).isTrue();
            for (DigestAlgorithm digest : DigestAlgorithm.values()) {
                byte[] signature = key.sign(DATA, digest).block();
                assertThat(signature).isNotNull();
                assertThat(verify(verifying, entry, digest, DATA, signature)).isTrue();
                assertThat(verify(VerifyingKeys.ofJdk(), entry, digest, DATA, signature))
                        .isTrue();
                assertThat(verify(verifying, entry, digest, new byte[] {1}, signature))
                        .isFalse();
                for (int i : new int[] {0, signature.length / 2, signature.length - 1}) {
                    byte[] flipped = signature.clone();
                    flipped[i] ^= 1;
                    assertThat(verify(verifying, entry, digest, DATA, flipped)).isFalse();
                }
                for (int length : new int[] {0, 1, signature.length - 1}) {
                    assertThat(verify(verifying, entry, digest, DATA, Arrays.copyOf(signature, length)))
                            .isFalse();
                }
            }
        }
    }

    private static boolean verify(
            VerifyingKeys keys, KeyEntry entry, DigestAlgorithm digest, byte[] data, byte[] signature) {
        return keys.verify(entry.certificate().getPublicKey(), KeyAlgorithm.of(entry.key()), digest, data, signature);
    }

    /** Those that the captures do not have. */
    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"RSA_3072", "RSA_4096", "EC_P384"})
    void keys_of_other_kinds_are_stored_sign_and_verify(KeyKind kind, @TempDir Path folder) throws Exception {
        KeyPair pair = kind.generate();
        Path file = folder.resolve("key.p12");
        Pkcs12.store(
                file,
                PASSWORD,
                "key",
                new KeyEntry(List.of(SelfSigned.certificate(pair, kind.text())), pair.getPrivate()));
        KeyEntry entry = Pkcs12.load(file, PASSWORD, "key");
        assertThat(KeySizes.objection(entry.certificate().getPublicKey())).isNull();
        SigningKey key = new ProviderProbe(Duration.ofMillis(5)).fastest(entry);
        byte[] signature =
                Objects.requireNonNull(key.sign(DATA, DigestAlgorithm.SHA_512).block());
        assertThat(signature).hasSize(kind.algorithm() == KeyAlgorithm.RSA ? kind.bits() / 8 : kind.bits() / 4);
        for (VerifyingKeys verifying : List.of(new VerifyingKeys(), VerifyingKeys.ofJdk())) {
            assertThat(verify(verifying, entry, DigestAlgorithm.SHA_512, DATA, signature))
                    .isTrue();
            assertThat(verify(verifying, entry, DigestAlgorithm.SHA_512, new byte[] {1}, signature))
                    .isFalse();
        }
    }

    @Test
    void every_provider_gives_the_same_rsa_signature() throws Exception {
        KeyEntry entry = Pkcs12.load(GoldenSet.XROAD.pki("bank-sign.p12"), PASSWORD, null);
        Signature jdk = Signature.getInstance("SHA512withRSA");
        jdk.initSign(entry.key());
        jdk.update(DATA);
        byte[] expected = jdk.sign();
        assertThat(new LocalSigningKey(entry.key(), null).signNow(DATA, DigestAlgorithm.SHA_512))
                .isEqualTo(expected);
        assertThat(Providers.others())
                .as("Conscrypt is built for the platforms we test on")
                .isNotEmpty();
        for (var provider : Providers.others()) {
            assertThat(new LocalSigningKey(entry.key(), provider).signNow(DATA, DigestAlgorithm.SHA_512))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = GoldenSet.class,
            names = {"XROAD", "EC"})
    void a_key_signs_before_the_contest_of_providers_and_the_same_key_after_it(GoldenSet set) throws Exception {
        KeyEntry entry = Pkcs12.load(set.pki("bank-sign.p12"), PASSWORD, null);
        ProviderProbe probe = ProviderProbe.afterStart();
        SigningKey key = probe.fastest(entry);
        ProviderKey handshakes =
                probe.forHandshakes(entry.key(), entry.certificate().getPublicKey());
        LocalSigningKey first = (LocalSigningKey) key;
        assertThat(first.provider()).isEqualTo(Providers.name(Providers.CONSCRYPT));
        byte[] before = key.sign(DATA, DigestAlgorithm.SHA_512).block();
        assertThat(before).isNotNull();
        assertThat(verify(VerifyingKeys.ofJdk(), entry, DigestAlgorithm.SHA_512, DATA, before))
                .isTrue();

        probe.begin();

        LocalSigningKey later = (LocalSigningKey) probe.fastest(entry); // waits no more
        assertThat(first.provider()).isEqualTo(later.provider());
        assertThat(handshakes.provider()).isEqualTo(later.provider());
        byte[] after = key.sign(DATA, DigestAlgorithm.SHA_512).block();
        assertThat(after).isNotNull();
        assertThat(verify(VerifyingKeys.ofJdk(), entry, DigestAlgorithm.SHA_512, DATA, after))
                .isTrue();
    }

    @Test
    void ec_signatures_are_as_long_as_the_curve_whoever_makes_them() throws Exception {
        KeyEntry entry = Pkcs12.load(GoldenSet.EC.pki("bank-sign.p12"), PASSWORD, null);
        List<LocalSigningKey> keys = new ArrayList<>(List.of(new LocalSigningKey(entry.key(), null)));
        for (var provider : Providers.others()) {
            keys.add(new LocalSigningKey(entry.key(), provider));
        }
        for (LocalSigningKey key : keys) {
            for (int i = 0; i < 600; i++) { // now and then r or s begins with zeros
                byte[] signature = key.signNow(DATA, DigestAlgorithm.SHA_512);
                assertThat(signature).hasSize(64);
                assertThat(Ecdsa.raw(Ecdsa.der(signature), 32)).isEqualTo(signature);
            }
        }
    }

    @Test
    void signature_of_another_kind_is_not_verified() throws Exception {
        KeyEntry rsa = Pkcs12.load(GoldenSet.XROAD.pki("bank-sign.p12"), PASSWORD, null);
        byte[] signature = new LocalSigningKey(rsa.key(), null).signNow(DATA, DigestAlgorithm.SHA_512);
        VerifyingKeys keys = new VerifyingKeys();
        assertThat(keys.verify(
                        rsa.certificate().getPublicKey(), KeyAlgorithm.EC, DigestAlgorithm.SHA_512, DATA, signature))
                .isFalse();
        assertThat(keys.verify(
                        GoldenSet.EC.certificate("bank-sign").getPublicKey(),
                        KeyAlgorithm.EC,
                        DigestAlgorithm.SHA_512,
                        DATA,
                        new byte[64]))
                .isFalse();
    }

    @Test
    void signature_methods_have_their_names() {
        assertThat(KeyAlgorithm.RSA.signatureUri(DigestAlgorithm.SHA_512))
                .isEqualTo("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512");
        assertThat(KeyAlgorithm.ofSignatureUri("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"))
                .isEqualTo(KeyAlgorithm.EC);
        assertThat(KeyAlgorithm.ofSignatureUri("http://www.w3.org/2000/09/xmldsig#rsa-sha1"))
                .isNull();
    }

    @Test
    void broken_key_files_say_file_and_reason(@TempDir Path folder) throws Exception {
        Path good = GoldenSet.XROAD.pki("bank-sign.p12");
        refused(folder.resolve("absent.p12"), PASSWORD, null, "no such file");
        refused(good, "wrong".toCharArray(), null, "wrong password");
        refused(good, PASSWORD, "nobody", "no key with alias 'nobody' (there is: bank-sign)");
        refused(GoldenSet.XROAD.pki("bank-sign.crt.der"), PASSWORD, null, "not a PKCS#12 file");
        Path cut = folder.resolve("cut.p12");
        byte[] bytes = Files.readAllBytes(good);
        for (int length : new int[] {0, 1, 100, bytes.length - 1}) {
            Files.write(cut, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Pkcs12.load(cut, PASSWORD, null))
                    .isInstanceOf(KeyFileException.class)
                    .hasMessageStartingWith(cut + ": ")
                    .message()
                    .doesNotContain("\n");
        }
        refused(folder, PASSWORD, null, null);
    }

    private static void refused(Path file, char[] password, @Nullable String alias, @Nullable String reason) {
        assertThatThrownBy(() -> Pkcs12.load(file, password, alias))
                .isInstanceOf(KeyFileException.class)
                .hasMessageStartingWith(file + ": " + (reason == null ? "" : reason));
    }

    @Test
    void source_follows_its_file_and_keeps_what_it_had_when_broken(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("sign.p12");
        Path bank = GoldenSet.XROAD.pki("bank-sign.p12");
        Path gateway = GoldenSet.XROAD.pki("gw-sign.p12");
        Files.copy(bank, file);
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        List<String> told = new ArrayList<>();
        KeySource source = KeySources.pkcs12(
                new Pkcs12File(file, PASSWORD, null),
                KeyUse.SIGNING,
                new KeyPolling(Duration.ofSeconds(5), clock, told(told)));
        KeyEntry first = Pkcs12.load(bank, PASSWORD, null);
        KeyEntry second = Pkcs12.load(gateway, PASSWORD, null);

        List<List<KeyEntry>> seen = new ArrayList<>();
        source.changes().map(keys -> new Keyring(keys).signing()).subscribe(seen::add);
        assertThat(seen).containsExactly(List.of(first));
        assertThat(new Keyring(source.now()).authentication()).isEmpty();

        clock.advanceTimeBy(Duration.ofSeconds(20));
        Files.writeString(file, "half a file");
        clock.advanceTimeBy(Duration.ofSeconds(20));
        Files.delete(file);
        clock.advanceTimeBy(Duration.ofSeconds(20));
        assertThat(seen).as("neither looks nor broken files change anything").hasSize(1);
        assertThat(told)
                .as("each reason once")
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("lost " + file));

        Files.copy(gateway, file, StandardCopyOption.REPLACE_EXISTING);
        clock.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(seen).containsExactly(List.of(first), List.of(second));
        assertThat(told).hasSize(3).last().isEqualTo("found " + file);

        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-23T00:00:00Z")));
        clock.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(seen).as("touched, but the same").hasSize(2);

        source.close();
        Files.copy(bank, file, StandardCopyOption.REPLACE_EXISTING);
        clock.advanceTimeBy(Duration.ofSeconds(20));
        assertThat(seen).hasSize(2);
    }

    static KeyTrouble told(List<String> lines) {
        return new KeyTrouble() {
            @Override
            public void lost(String home, String reason) {
                lines.add("lost " + home + ": " + reason);
            }

            @Override
            public void found(String home) {
                lines.add("found " + home);
            }
        };
    }

    @Test
    void source_does_not_open_without_its_keys(@TempDir Path folder) {
        Path absent = folder.resolve("absent.p12");
        assertThatThrownBy(() -> KeySources.pkcs12(
                        new Pkcs12File(absent, PASSWORD, null),
                        KeyUse.SIGNING,
                        new KeyPolling(Duration.ofSeconds(5), VirtualTimeScheduler.create(), told(new ArrayList<>()))))
                .isInstanceOf(KeyFileException.class)
                .hasMessage(absent + ": no such file");
    }

    @Test
    void a_key_that_is_too_small_is_refused_by_name(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("small.p12");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        KeyPair pair = generator.generateKeyPair();
        KeyEntry entry = new KeyEntry(List.of(SelfSigned.certificate(pair, "small")), pair.getPrivate());
        Pkcs12.store(file, PASSWORD, "small", entry);
        KeyPolling polling =
                new KeyPolling(Duration.ofSeconds(5), VirtualTimeScheduler.create(), told(new ArrayList<>()));
        try (KeySource source = KeySources.pkcs12(new Pkcs12File(file, PASSWORD, null), KeyUse.SIGNING, polling)) {
            assertThat(source.now().getFirst().obstacle()).isEqualTo("RSA key of 1024 bits (expected: 2048 to 4096)");
            assertThat(new Keyring(source.now()).signing()).isEmpty();
        }
    }
}
