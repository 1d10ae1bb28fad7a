package org.spean.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.identifier.MemberId;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A published X-Road signer folder, read in place: its software token and keyconf.xml. */
class XroadSignerTest {
    private static final char[] PIN = "Secret1234".toCharArray();
    private static final String SIGN = "1342B84B4829BB79226AB268B4D8E70B01068613";
    private static final Duration LOOK = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void copy() throws IOException {
        Path published = Path.of(System.getProperty("spean.shared", "absent"), "xroad-data", "signer");
        assumeTrue(Files.isDirectory(published), "published X-Road data is not here: " + published);
        Files.createDirectories(folder.resolve("softtoken"));
        try (Stream<Path> files = Files.walk(published)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(published.relativize(file).toString()));
            }
        }
    }

    private Path keyConf() {
        return folder.resolve("keyconf.xml");
    }

    private void change(String what, String by) throws IOException {
        String text = Files.readString(keyConf());
        assertThat(text).contains(what);
        Files.writeString(keyConf(), text.replaceFirst(what, by));
    }

    private KeySource open() throws KeyFileException {
        return KeySources.xroad(folder, PIN, new KeyPolling(LOOK, clock, KeysTest.told(told)));
    }

    private static Keyring keyring(KeySource source) {
        return Keyring.of(List.of(source.now()));
    }

    @Test
    void keys_their_use_members_and_certificates_are_those_of_the_signer() throws Exception {
        try (KeySource source = open()) {
            List<StoredKey> keys = source.now();
            assertThat(keys)
                    .hasSize(3)
                    .allMatch(StoredKey::usable)
                    .allMatch(
                            key -> key.home().equals(folder.resolve("softtoken").toString()));
            assertThat(keys)
                    .extracting(StoredKey::member)
                    .containsExactly(null, new MemberId("DEV", "COM", "1234"), new MemberId("DEV", "COM", "4321"));
            assertThat(keys).extracting(StoredKey::label).containsExactly("Auth key", "Sign key", null);
            assertThat(keyring(source).authentication())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.certificate()
                                    .getSubjectX500Principal()
                                    .getName())
                            .contains("CN=ss0"));
            assertThat(keyring(source).signing()).hasSize(2);
            for (KeyEntry entry : keyring(source).signing()) {
                SigningKey key = new ProviderProbe(Duration.ofMillis(1)).fastest(entry); // verifies what it signs
                assertThat(key.algorithm()).isEqualTo(KeyAlgorithm.RSA);
            }
        }
    }

    @Test
    void an_inactive_or_unregistered_certificate_is_not_used() throws Exception {
        change("active=\"true\" id=\"15A0", "active=\"false\" id=\"15A0");
        try (KeySource source = open()) {
            assertThat(source.now()).filteredOn(key -> key.id().equals(SIGN)).noneMatch(StoredKey::active);
            assertThat(keyring(source).signing()).hasSize(1);
        }
        change("<status>registered</status>", "<status>saved</status>");
        try (KeySource source = open()) {
            assertThat(keyring(source).authentication()).isEmpty();
            assertThat(source.now().getFirst().obstacle()).contains("'saved'").contains("registered");
        }
    }

    @Test
    void a_change_is_taken_up_and_a_half_written_file_keeps_the_old_state() throws Exception {
        try (KeySource source = open()) {
            List<StoredKey> before = source.now();
            List<List<StoredKey>> seen = new ArrayList<>();
            source.changes().subscribe(seen::add);
            String whole = Files.readString(keyConf());
            for (int length : new int[] {0, 100, whole.length() / 2, whole.length() - 5}) {
                Files.writeString(keyConf(), whole.substring(0, length));
                clock.advanceTimeBy(LOOK);
                assertThat(source.now()).isEqualTo(before);
            }
            Path key = folder.resolve("softtoken").resolve(SIGN + ".p12");
            byte[] bytes = Files.readAllBytes(key);
            Files.writeString(keyConf(), whole);
            Files.write(key, new byte[10]);
            clock.advanceTimeBy(LOOK);
            assertThat(source.now()).isEqualTo(before);
            assertThat(told).isNotEmpty().allMatch(line -> line.startsWith("lost " + keyConf()));

            Files.write(key, bytes);
            change("active=\"true\" id=\"15A0", "active=\"false\" id=\"15A0");
            clock.advanceTimeBy(LOOK);
            assertThat(told).last().isEqualTo("found " + keyConf());
            assertThat(keyring(source).signing()).hasSize(1);
            assertThat(seen).hasSize(2);
        }
    }

    @Test
    void a_key_whose_file_is_absent_is_listed_but_not_used() throws Exception {
        Files.delete(folder.resolve("softtoken").resolve(SIGN + ".p12"));
        try (KeySource source = open()) {
            assertThat(keyring(source).signing()).hasSize(1);
            assertThat(source.now())
                    .filteredOn(key -> key.id().equals(SIGN))
                    .extracting(StoredKey::obstacle)
                    .containsExactly("no file " + SIGN + ".p12");
        }
    }

    @Test
    void a_certificate_of_a_hardware_token_waits_for_its_private_key() throws Exception {
        change("<deviceType>softToken</deviceType>", "<deviceType>hsm</deviceType>");
        try (KeySource source = open()) {
            assertThat(keyring(source).all())
                    .hasSize(3)
                    .noneMatch(StoredKey::usable)
                    .allSatisfy(key -> {
                        assertThat(key.home()).endsWith(", token softToken-0");
                        assertThat(key.obstacle()).contains("keys.pkcs11");
                    });
            // as a token would hold it: by its public key, or by its id where it does not show that
            KeyEntry entry = Pkcs12.load(folder.resolve("softtoken").resolve(SIGN + ".p12"), PIN, null);
            for (var publicKey :
                    new java.security.PublicKey[] {entry.certificate().getPublicKey(), null}) {
                StoredKey held = new StoredKey(
                        "token",
                        SIGN.toLowerCase(java.util.Locale.ROOT),
                        null,
                        null,
                        null,
                        publicKey,
                        entry.key(),
                        List.of(),
                        true,
                        null);
                Keyring joined = Keyring.of(List.of(source.now(), List.of(held)));
                assertThat(joined.all()).hasSize(3);
                assertThat(joined.signing()).singleElement().satisfies(signing -> {
                    assertThat(signing.key()).isEqualTo(entry.key());
                    assertThat(signing.certificate().getSubjectX500Principal().getName())
                            .contains("CN=1234");
                });
            }
        }
    }

    @Test
    void wrong_pin_and_other_peoples_certificates_are_refused() throws Exception {
        assertThatThrownBy(() -> KeySources.xroad(
                        folder, "wrong".toCharArray(), new KeyPolling(LOOK, clock, KeysTest.told(told))))
                .isInstanceOf(KeyFileException.class)
                .hasMessageEndingWith(".p12: wrong password");
        Files.copy(
                folder.resolve("softtoken/FA73509F9E9DFB7A3D92B3D34DA6BD20374A24B0.p12"),
                folder.resolve("softtoken/" + SIGN + ".p12"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(this::open).hasMessageContaining("key " + SIGN + ": has a certificate of another key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><keyConf/> | a document type",
                "<!DOCTYPE keyConf SYSTEM 'http://example.invalid/x.dtd'><keyConf/> | a document type",
                "<keyConf/>                                                | expected: the element keyConf of",
                "<k:keyConf xmlns:k='http://x-road.eu/xsd/xroad.xsd'><device/></k:keyConf> | a device without deviceType",
                "<k:keyConf xmlns:k='http://x-road.eu/xsd/xroad.xsd'><device><deviceType>softToken</deviceType><key><keyId>../../etc</keyId></key></device></k:keyConf> | keyId '../../etc'",
                "<k:keyConf xmlns:k='http://x-road.eu/xsd/xroad.xsd'><device><deviceType>softToken</deviceType><key usage='BOTH'/></device></k:keyConf> | usage 'BOTH'",
                "<k:keyConf xmlns:k='http://x-road.eu/xsd/xroad.xsd'><device><deviceType>softToken</deviceType><key><keyId>A</keyId><cert><contents>AAAA</contents></cert></key></device></k:keyConf> | certificate: not a DER",
                "nothing                                                    | not well-formed"
            })
    void hostile_or_broken_files_are_refused_in_one_line(String xml, String reason) throws Exception {
        Files.writeString(keyConf(), xml);
        assertThatThrownBy(this::open)
                .isInstanceOf(KeyFileException.class)
                .hasMessageStartingWith(keyConf() + ": ")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void depth_and_length_are_bounded() throws Exception {
        String root = "<k:keyConf xmlns:k='http://x-road.eu/xsd/xroad.xsd'>";
        Files.writeString(keyConf(), root + "<a>".repeat(100_000));
        assertThatThrownBy(this::open).hasMessageContaining("deeper than 16 elements");
        Files.writeString(
                keyConf(), root + "<device><deviceType>" + "x".repeat(300_000) + "</deviceType></device></k:keyConf>");
        assertThatThrownBy(this::open).hasMessageContaining("longer than 262144 characters");
        Files.write(keyConf(), new byte[(16 << 20) + 1]);
        assertThatThrownBy(this::open).hasMessageContaining("larger than 16777216 bytes");
        assertThat(Objects.requireNonNull(keyConf().getFileName())).hasToString("keyconf.xml");
    }
}
