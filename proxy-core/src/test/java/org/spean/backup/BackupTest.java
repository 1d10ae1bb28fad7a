package org.spean.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.cli.Commands;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyHomes;
import org.spean.view.GatewayFolder;

/** What is backed up comes back as it was, or not at all. */
class BackupTest {

    private static final String PIN = "camdx";

    @TempDir
    private Path folder;

    private Path home;
    private Path trust;
    private Path configuration;
    private Path file;
    private Path target;
    private final StringWriter said = new StringWriter();

    @BeforeEach
    void makeAConfiguration() throws IOException {
        home = Files.createDirectory(folder.resolve("spean"));
        GatewayFolder gateway = new GatewayFolder(home, "moi", "CAMBODIA/GOV/CAMDX-000121/ss-moi");
        Files.setPosixFilePermissions(home.resolve("pin"), PosixFilePermissions.fromString("rw-r-----"));
        trust = Files.copy(
                Path.of(System.getProperty("spean.golden"), "golden", "pki", "ca.crt.pem"),
                folder.resolve("register.pem"));
        configuration = gateway.write("""
                clients: [{id: CAMBODIA/GOV/CAMDX-000121/IDENTITY, connection: HTTP}]
                services:
                  - {id: CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity, url: 'https://127.0.0.1:1/', tls: {trust: [../register.pem]}}
                """);
        file = folder.resolve("gateway.backup");
        target = folder.resolve("restored");
    }

    private int run(String... words) {
        said.getBuffer().setLength(0);
        return Commands.run(new PrintWriter(said, true), List.of(words));
    }

    private void backUp(String... more) {
        List<String> words = new ArrayList<>(List.of("backup", "-c", configuration.toString(), "-o", file.toString()));
        words.addAll(List.of(more));
        assertThat(run(words.toArray(String[]::new))).as(said.toString()).isZero();
    }

    private static Map<String, String> tree(Path top) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(top)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                tree.put(
                        top.relativize(each).toString(),
                        Modes.of(each) + " " + BackupFile.sha256(Files.readAllBytes(each)));
            }
        }
        return tree;
    }

    @Test
    void namesKeysButDoesNotHoldThem() throws Exception {
        backUp();
        assertThat(said.toString()).contains("not in it   moi-auth.p12", "not in it   moi-sign.p12", "not in it   pin");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        BackupFile read = BackupFile.read(file);
        assertThat(read.manifest().files())
                .extracting(Manifest.Item::path)
                .containsExactlyInAnyOrder("gateway.yaml", trust.toString());
        assertThat(read.manifest().keys())
                .extracting(key -> key.get("setting"))
                .contains("keys.authentication", "keys.signing[0]");
        assertThat(read.manifest().keys())
                .allSatisfy(key -> assertThat(key.get("serialNumber")).isNotEmpty());
        for (byte[] content : read.contents().values()) {
            assertThat(new String(content, StandardCharsets.ISO_8859_1)).doesNotContain(PIN);
        }

        assertThat(run("restore", file.toString(), "--to", target.toString()))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("move", "elsewhere" + trust, "not in it   pin");
        assertThat(target.resolve("gateway.yaml")).hasSameBinaryContentAs(configuration);
        assertThat(target.resolve("elsewhere" + trust)).hasSameBinaryContentAs(trust);
        assertThat(tree(target)).hasSize(2);
    }

    @Test
    void withKeysAGatewayIsWholeAgain() throws Exception {
        backUp("--with-keys");
        Files.createDirectory(target); // empty
        assertThat(run("restore", file.toString(), "--to", target.toString()))
                .as(said.toString())
                .isZero();
        assertThat(target.resolve("pin")).hasSameBinaryContentAs(home.resolve("pin"));
        assertThat(Modes.of(target.resolve("pin"))).isEqualTo("rw-r-----");
        assertThat(said.toString()).contains("not in it   " + home.resolve("globalconf"));
        Files.move(home.resolve("globalconf"), target.resolve("globalconf"));
        GatewayConfig config = GatewayConfig.load(target.resolve("gateway.yaml")); // ../register.pem is there still
        try (KeyHomes.Look look = KeyHomes.look(config.keys())) {
            assertThat(look.failures()).isEmpty();
            assertThat(look.keyring().all()).hasSize(2);
        }
    }

    @Test
    void carriesWhereTheChainsOfTheArchiveEnd() throws Exception {
        Path archive = GatewayConfig.load(configuration).archive().directory();
        Files.createDirectories(archive);
        Path chain = Files.writeString(archive.resolve(".0123456789ab.chain"), "o\n\n-\nab mlog-a.zip\n.\n");
        Files.writeString(archive.resolve("mlog-a.zip"), "not in a backup");
        backUp();
        assertThat(run("restore", file.toString(), "--to", target.toString()))
                .as(said.toString())
                .isZero();
        assertThat(target.resolve(home.relativize(chain))).hasSameBinaryContentAs(chain);
        assertThat(tree(target)).hasSize(3);
    }

    @Test
    void refusesAFolderThatIsNotEmpty() throws Exception {
        backUp("--with-keys");
        Files.createDirectory(target);
        Files.writeString(target.resolve("gateway.yaml"), "mine");
        Files.writeString(target.resolve("other"), "stays");
        Map<String, String> before = tree(target);
        assertThat(run("restore", file.toString(), "--to", target.toString())).isEqualTo(1);
        assertThat(said.toString()).contains("is not empty", "--force");
        assertThat(tree(target)).isEqualTo(before);

        assertThat(run("restore", file.toString(), "--to", target.toString(), "--force"))
                .as(said.toString())
                .isZero();
        assertThat(target.resolve("gateway.yaml")).hasSameBinaryContentAs(configuration);
        assertThat(target.resolve("other")).hasContent("stays");
    }

    @Test
    void followsNoLinkOutOfTheFolder() throws Exception {
        backUp("--with-keys");
        Path outside = Files.writeString(folder.resolve("outside"), "not yours");
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("pin"), outside);
        assertThat(run("restore", file.toString(), "--to", target.toString(), "--force"))
                .isEqualTo(1);
        assertThat(said.toString()).contains("leads out of the folder");
        assertThat(outside).hasContent("not yours");
        assertThat(target.resolve("gateway.yaml")).doesNotExist();
    }

    @Test
    void overwritesNoFile() throws Exception {
        Files.writeString(file, "something else");
        assertThat(run("backup", "-c", configuration.toString(), "-o", file.toString()))
                .isEqualTo(1);
        assertThat(said.toString()).contains("exists already");
        assertThat(file).hasContent("something else");
    }

    @Test
    void damageNeverBringsBackAnythingElse() throws Exception {
        backUp("--with-keys");
        assertThat(run("restore", file.toString(), "--to", target.toString())).isZero();
        Map<String, String> whole = tree(target);
        byte[] bytes = Files.readAllBytes(file);
        Path damaged = folder.resolve("damaged");
        int refused = 0;
        int step = Math.max(1, bytes.length / 600);
        for (int at = 0; at < bytes.length; at += step) {
            byte[] copy = bytes.clone();
            copy[at] ^= 0x10;
            Files.write(damaged, copy);
            Path place = folder.resolve("place" + at);
            try {
                Restore.into(BackupFile.read(damaged), place, false);
                assertThat(tree(place)).as("byte " + at).isEqualTo(whole);
            } catch (BackupException e) {
                refused++;
                assertThat(place).as("byte " + at).doesNotExist();
            }
        }
        assertThat(refused).isGreaterThan(500);
        for (int length = 0; length < bytes.length; length += bytes.length / 20) {
            Files.write(damaged, Arrays.copyOf(bytes, length));
            assertThat(run(
                            "restore",
                            damaged.toString(),
                            "--to",
                            folder.resolve("cut").toString()))
                    .isEqualTo(1);
            assertThat(said.toString()).contains(damaged.toString());
        }
        assertThat(folder.resolve("cut")).doesNotExist();
    }

    @Test
    void refusesANewerFormatByName() throws Exception {
        backUp();
        BackupFile read = BackupFile.read(file);
        Path newer = folder.resolve("newer");
        new BackupFile(
                        with(
                                read.manifest(),
                                Manifest.FORMAT + 1,
                                read.manifest().files()),
                        read.contents())
                .write(newer);
        assertThat(run("restore", newer.toString(), "--to", target.toString())).isEqualTo(1);
        assertThat(said.toString()).contains("format 2", "expected: 1");
        assertThat(target).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escaped", "a/../../escaped", "/../escaped", "..", ".", ""})
    void refusesPathsThatLeadOut(String path) throws Exception {
        byte[] content = "mine".getBytes(StandardCharsets.US_ASCII);
        backUp();
        Manifest manifest = BackupFile.read(file).manifest();
        Map<String, byte[]> contents = new LinkedHashMap<>();
        contents.put("files/x", content);
        Manifest.Item item = new Manifest.Item("files/x", path, "rw-------", 4, BackupFile.sha256(content));
        Manifest forged = new Manifest(
                Manifest.FORMAT,
                "",
                "",
                "",
                path,
                false,
                List.of(item),
                List.of(),
                List.of(),
                Map.of(),
                manifest.messageLog());
        Path written = folder.resolve("forged");
        new BackupFile(forged, contents).write(written);
        assertThat(run("restore", written.toString(), "--to", target.toString()))
                .isEqualTo(1);
        assertThat(target).doesNotExist();
        assertThat(folder.resolve("escaped")).doesNotExist();
    }

    private static Manifest with(Manifest of, int format, List<Manifest.Item> files) {
        return new Manifest(
                format,
                of.version(),
                of.made(),
                of.server(),
                of.configuration(),
                of.withKeys(),
                files,
                of.leftOut(),
                of.keys(),
                of.keyFailures(),
                of.messageLog());
    }

    @Test
    void listsWhatIsInIt() throws Exception {
        backUp();
        assertThat(run("restore", "--list", file.toString())).isZero();
        JsonNode manifest = new ObjectMapper().readTree(said.toString());
        assertThat(manifest.path("format").asInt()).isEqualTo(1);
        assertThat(manifest.at("/messageLog/home").asText()).isEqualTo("embedded");
        assertThat(manifest.at("/messageLog/records").asInt()).isZero();
        assertThat(Instant.parse(manifest.path("made").asText()))
                .isBefore(Instant.now().plusSeconds(60));
        assertThat(run("restore", file.toString())).isEqualTo(2);
    }
}
