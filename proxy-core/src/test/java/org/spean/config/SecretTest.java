package org.spean.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.file.Exposure;

/** Passwords: how they are read, compared and kept from being shown, and from whom their files have to be kept. */
class SecretTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bank-auth.pin", "bank-sign.p12"})
    void filesWithinReachOfAnyoneAreRefused(String name) throws IOException {
        ConfigFolder files = new ConfigFolder(folder);
        Path yaml = files.write(ConfigFolder.MINIMAL);
        Path file = folder.resolve(name);
        mode(folder, "rwxr-xr-x");
        for (String good : new String[] {"bank-auth.pin", "bank-auth.p12", "bank-sign.pin", "bank-sign.p12"}) {
            mode(folder.resolve(good), "rw-r-----");
        }
        assertThat(GatewayConfig.load(yaml)).isNotNull();

        mode(file, "rw-r--r--");
        assumeTrue(Exposure.of(file) != null, "a folder above shuts others out");
        assertThatThrownBy(() -> GatewayConfig.load(yaml))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("anyone on this machine may read it: " + file)
                .hasMessageContaining("chmod o-rwx")
                .hasMessageNotContaining("camdx");
        mode(file, "rw-----w-");
        assertThatThrownBy(() -> GatewayConfig.load(yaml)).hasMessageContaining("may change it");

        mode(folder, "rwx------");
        assertThat(GatewayConfig.load(yaml)).isNotNull();
    }

    /** Keys in folders, and the key that signs archives, whose public counterparts may be read by anyone. */
    @ParameterizedTest
    @CsvSource({
        "store, rwxrwxrwx, may change what is in it",
        "store/1.p12, rw-r--r--, may read it",
        "signer, rwxrwxrwx, may change what is in it",
        "signer/softtoken, rwx----wx, may change what is in it",
        "signer/softtoken/1.p12, rw-rw-rw-, may change it",
        "archive-signer.asc, rw-r--r--, may read it",
    })
    void soAreFoldersOfKeysAndTheArchivesKey(String name, String mode, String expected) throws IOException {
        Path yaml = new ConfigFolder(folder).write(ConfigFolder.MINIMAL + """
                  store: {directory: store, passwordFile: keys.pin}
                  xroad: {directory: signer, pinFile: signer.pin}
                archive:
                  directory: archive
                  encryption: {keys: [archive-public.asc], signingKey: {file: archive-signer.asc}}
                """);
        mode(folder, "rwxr-xr-x");
        Files.createDirectory(folder.resolve("store"));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                mode(file, file.getFileName().toString().equals("archive-public.asc") ? "rw-r--r--" : "rw-r-----");
            }
        }
        for (String key : new String[] {"store/1.p12", "signer/softtoken/1.p12"}) {
            mode(Files.copy(folder.resolve("bank-sign.p12"), folder.resolve(key)), "rw-r-----");
        }
        assertThat(GatewayConfig.load(yaml)).isNotNull();

        Path exposed = folder.resolve(name);
        mode(exposed, mode);
        assumeTrue(
                (Files.isDirectory(exposed) ? Exposure.ofFolder(exposed) : Exposure.of(exposed)) != null,
                "a folder above shuts others out");
        assertThatThrownBy(() -> GatewayConfig.load(yaml))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(expected + ": " + exposed)
                .hasMessageContaining("chmod o-");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pass\u179bword", "pass\u179bword\n", "pass\u179bword\r\nsecond line", "pass\u179bword\rx"})
    void theFirstLineCounts(String text) {
        byte[] content = text.getBytes(UTF_8);

        assertThat(Secret.firstLine(content).reveal()).isEqualTo("pass\u179bword".toCharArray());
        assertThat(Secret.firstLine(content)).isEqualTo(new Secret("pass\u179bword".toCharArray()));
        assertThat(content).as("the caller's to wipe").isEqualTo(text.getBytes(UTF_8));
    }

    @Test
    void onlyTheWholeMatches() {
        Secret secret = new Secret("token".toCharArray());

        assertThat(secret.matches("token")).isTrue();
        for (String other : new String[] {"", "toke", "token1", "Token", "token\0"}) {
            assertThat(secret.matches(other)).as(other).isFalse();
        }
        assertThat(secret).hasToString("***");
        assertThat(Secret.firstLine(new byte[0]).reveal()).isEmpty();
    }
}
