package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that only the holders of certain keys can read. */
class EncryptionTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T14:00:00Z"));
    private static final char[] NONE = {};
    private static final long MOST = 1 << 24;

    @TempDir
    private Path folder;

    @Test
    void opensTheServersArchiveWithItsKey() throws Exception {
        var out = new ByteArrayOutputStream();
        ArchiveDecryption.Signature signature =
                new ArchiveDecryption(theirKeys(), NONE).decrypt(new ByteArrayInputStream(theirs()), out, MOST);
        assertThat(signature).isEqualTo(new ArchiveDecryption.Signature("2136D245443AD4D1", true));
        assertThat(GoldenContainers.open(out.toByteArray()).entries().keySet()).contains("linkinginfo");
    }

    @Test
    void opensWhatWeEncryptedWithEitherKey() throws Exception {
        PgpKeys ours = keys("us", "pass".toCharArray());
        byte[] content = new byte[1_000_003];
        new Random(1).nextBytes(content);
        byte[] recipients = Files.readAllBytes(GoldenContainers.encryptedArchive("gpg-public-key.asc"));
        byte[] encrypted = encrypted(
                content, PgpKeys.parse(List.of(recipients, publicKey("auditor"))), ours, "pass".toCharArray());
        assertThat(encrypted.length).isGreaterThan(content.length).isLessThan(content.length + 10_000);

        var out = new ByteArrayOutputStream();
        assertThat(new ArchiveDecryption(theirKeys(), NONE)
                        .decrypt(new ByteArrayInputStream(encrypted), out, content.length))
                .satisfies(signature -> {
                    assertThat(signature.keyId()).hasSize(16);
                    assertThat(signature.good()).as("their keys do not tell").isNull();
                });
        assertThat(out.toByteArray()).isEqualTo(content);

        PgpKeys auditor = PgpKeys.parse(List.of(secretKey("auditor", NONE), publicKey("us")));
        out.reset();
        assertThat(new ArchiveDecryption(auditor, NONE)
                        .decrypt(new ByteArrayInputStream(encrypted), out, MOST)
                        .good())
                .isEqualTo(true);
        assertThat(out.toByteArray()).isEqualTo(content);

        assertThatThrownBy(() -> new ArchiveDecryption(ours, "pass".toCharArray())
                        .decrypt(new ByteArrayInputStream(encrypted), OutputStream.nullOutputStream(), MOST))
                .isInstanceOf(PgpException.class)
                .hasMessageStartingWith("OpenPGP: message is encrypted to E2C1C326FB6D85E5 ")
                .hasMessageEndingWith(", of which there is no secret key here");
    }

    @Test
    void gpgOpensWhatWeEncrypted() throws Exception {
        Path gpg = Path.of("/usr/bin/gpg");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isExecutable(gpg), "no gpg here");
        byte[] content = "content".getBytes(UTF_8);
        Path file = folder.resolve("a.gpg");
        byte[] secret = Files.readAllBytes(GoldenContainers.encryptedArchive("gpg-secret-key.asc"));
        PgpKeys theirs = PgpKeys.parse(List.of(secret));
        Files.write(file, encrypted(content, theirs, theirs, NONE));
        Path home = Files.createDirectory(folder.resolve("h"));
        Path key = Files.write(folder.resolve("key"), secret);
        assertThat(run(gpg, home, "--import", key.toString())).contains("secret key imported");
        Path out = folder.resolve("out");
        String said = run(
                gpg,
                home,
                "--ignore-time-conflict",
                "--faked-system-time",
                "20261123T150000",
                "-o",
                out.toString(),
                "--decrypt",
                file.toString());
        assertThat(said).contains("Good signature");
        assertThat(Files.readAllBytes(out)).isEqualTo(content);
    }

    private static String run(Path gpg, Path home, String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(
                List.of(gpg.toString(), "--homedir", home.toString(), "--batch", "--no-autostart", "--verbose"));
        command.remove("--no-autostart");
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void refusesWhatIsAlteredCutOrTooLong() throws Exception {
        byte[] theirs = theirs();
        var decryption = new ArchiveDecryption(theirKeys(), NONE);
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            byte[] altered = theirs.clone();
            int at = i < 30 ? 400 + i : random.nextInt(theirs.length);
            altered[at] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> decryption.decrypt(
                            new ByteArrayInputStream(altered), OutputStream.nullOutputStream(), MOST))
                    .as("byte " + at)
                    .isInstanceOf(PgpException.class);
        }
        for (int length : new int[] {0, 1, 100, 500, theirs.length / 2, theirs.length - 1}) {
            assertThatThrownBy(() -> decryption.decrypt(
                            new ByteArrayInputStream(Arrays.copyOf(theirs, length)),
                            OutputStream.nullOutputStream(),
                            MOST))
                    .as("length " + length)
                    .isInstanceOf(PgpException.class);
        }
        assertThatThrownBy(() ->
                        decryption.decrypt(new ByteArrayInputStream(theirs), OutputStream.nullOutputStream(), 10_000))
                .hasMessage("OpenPGP: message is longer than 10000 bytes");
    }

    @Test
    void saysWhatIsWrongWithKeys() throws Exception {
        assertThatThrownBy(() -> PgpKeys.parse(List.of("no key".getBytes(UTF_8))))
                .isInstanceOf(PgpException.class)
                .hasMessageStartingWith("OpenPGP key file: ");
        assertThatThrownBy(() -> PgpKeys.parse(List.of(new byte[0]))).isInstanceOf(PgpException.class);
        PgpKeys locked = keys("us", "pass".toCharArray());
        assertThatThrownBy(() -> ArchiveEncryption.to(locked, locked, "other".toCharArray(), CLOCK))
                .isInstanceOf(PgpException.class)
                .hasMessageMatching("OpenPGP key [0-9A-F]{16}: passphrase does not open it");
        PgpKeys onlyPublic = PgpKeys.parse(List.of(publicKey("us")));
        assertThatThrownBy(() -> ArchiveEncryption.to(onlyPublic, onlyPublic, NONE, CLOCK))
                .hasMessage("OpenPGP key file: holds no secret key that signs");
    }

    private static byte[] encrypted(byte[] content, PgpKeys recipients, PgpKeys signer, char[] passphrase)
            throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream to =
                ArchiveEncryption.to(recipients, signer, passphrase, CLOCK).encrypt(out)) {
            to.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] theirs() throws IOException {
        return Files.readAllBytes(GoldenContainers.encryptedArchive(".zip.gpg"));
    }

    private static PgpKeys theirKeys() throws IOException {
        return PgpKeys.parse(List.of(Files.readAllBytes(GoldenContainers.encryptedArchive("gpg-secret-key.asc"))));
    }

    private static final java.util.Map<String, PGPKeyRingGenerator> RINGS = new java.util.HashMap<>();

    private static PgpKeys keys(String name, char[] passphrase) throws Exception {
        return PgpKeys.parse(List.of(secretKey(name, passphrase)));
    }

    private static byte[] secretKey(String name, char[] passphrase) throws Exception {
        return ring(name, passphrase).generateSecretKeyRing().getEncoded();
    }

    private static byte[] publicKey(String name) throws Exception {
        return ring(name, NONE).generatePublicKeyRing().getEncoded();
    }

    /** A key that signs and a subkey that encrypts, of which nothing says so but their algorithm. */
    private static PGPKeyRingGenerator ring(String name, char[] passphrase) throws Exception {
        PGPKeyRingGenerator known = RINGS.get(name);
        if (known == null) {
            var sha1 = new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1);
            var encryptor =
                    new BcPBESecretKeyEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256, sha1).build(passphrase);
            known = new PGPKeyRingGenerator(
                    PGPSignature.POSITIVE_CERTIFICATION,
                    pair(),
                    name,
                    sha1,
                    null,
                    null,
                    new BcPGPContentSignerBuilder(PublicKeyAlgorithmTags.RSA_GENERAL, HashAlgorithmTags.SHA256),
                    encryptor);
            known.addSubKey(pair());
            RINGS.put(name, known);
        }
        return Objects.requireNonNull(known);
    }

    private static PGPKeyPair pair() throws Exception {
        var generator = new RSAKeyPairGenerator();
        generator.init(
                new RSAKeyGenerationParameters(java.math.BigInteger.valueOf(0x10001), new SecureRandom(), 2048, 80));
        return new BcPGPKeyPair(
                PublicKeyPacket.VERSION_4,
                PublicKeyAlgorithmTags.RSA_GENERAL,
                generator.generateKeyPair(),
                Date.from(CLOCK.instant()));
    }
}
