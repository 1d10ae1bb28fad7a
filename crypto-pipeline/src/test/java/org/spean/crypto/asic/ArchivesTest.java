package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.crypto.trust.GoldenSet;

/** Archives of a real server, altered ones, and ours. */
class ArchivesTest {
    @TempDir
    private Path folder;

    private static Path golden(String part) {
        return GoldenContainers.archives().stream()
                .filter(file -> file.toString().contains(part))
                .findFirst()
                .orElseThrow();
    }

    private static Archive open(Path file) throws IOException {
        return (Archive) EvidenceFile.open(file);
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private Path write(String name, Map<String, byte[]> entries) throws IOException {
        return Files.write(folder.resolve(name), Zips.of(entries));
    }

    private static LinkReport link(Path file, @Nullable String previous) throws IOException {
        try (Archive archive = open(file)) {
            return Objects.requireNonNull(archive.link(name(file), previous));
        }
    }

    @Test
    void theServersArchivesFollowEachOther() throws Exception {
        List<Path> files = GoldenContainers.archives().stream()
                .filter(file -> file.toString().contains("none-rotating"))
                .toList();
        Map<String, Path> byPrevious = new LinkedHashMap<>();
        for (Path file : files) {
            try (Archive archive = open(file)) {
                LinkReport report = Objects.requireNonNull(archive.link(name(file), null));
                assertThat(report.failure()).isNull();
                byPrevious.put(report.previousFile(), file);
            }
        }
        String previous = "-";
        String previousFile = "-";
        for (int i = 0; i < files.size(); i++) {
            Path file = Objects.requireNonNull(byPrevious.get(previousFile), previousFile);
            LinkReport report = link(file, previous);
            assertThat(report.holds()).as(file + ": " + report.failure()).isTrue();
            assertThat(report.first()).isEqualTo(i == 0);
            previous = report.digest();
            previousFile = name(file);
        }
        assertThat(previous).startsWith("a9de6e299e8cfd3d68c4f7427792796");
    }

    @Test
    void theServersContainersInArchivesHoldOrFailAsTheirVerifierSays() throws Exception {
        int held = 0;
        try (Verifying ec = new Verifying(GoldenSet.EC);
                Verifying xroad = new Verifying(GoldenSet.XROAD)) {
            for (Path file : GoldenContainers.archives()) {
                boolean cut = file.toString().contains("body-off");
                try (Archive archive = open(file)) {
                    for (String name : archive.containers()) {
                        try (Container container = archive.container(name)) {
                            ContainerReport report = (cut ? xroad : ec).verify(container, KeptElsewhere.NOTHING);
                            assertThat(report.holds())
                                    .as(file + " " + name + report.failures())
                                    .isEqualTo(!cut);
                            if (cut) {
                                assertThat(report.failures()).containsOnlyKeys(EvidencePart.MESSAGE);
                            }
                            held += report.holds() ? 1 : 0;
                        }
                    }
                }
            }
        }
        assertThat(held).isEqualTo(2 * 35);
    }

    @Test
    void itsEncryptedArchiveIsLinkedToo() throws Exception {
        Path clear = folder.resolve("clear.zip");
        Path file = GoldenContainers.encryptedArchive(".zip.gpg");
        PgpKeys keys =
                PgpKeys.parse(List.of(Files.readAllBytes(GoldenContainers.encryptedArchive("gpg-secret-key.asc"))));
        try (OutputStream out = Files.newOutputStream(clear)) {
            new ArchiveDecryption(keys, new char[0]).decrypt(Files.newInputStream(file), out, 1 << 24);
        }
        try (Archive archive = open(clear)) {
            LinkReport report = Objects.requireNonNull(archive.link(name(file), null));
            assertThat(report.failure()).isNull();
            assertThat(report.digest()).startsWith("d2585fd46087b7ea");
        }
    }

    @Test
    void namesTheContainerThatIsAlteredMissingForeignOrMoved() throws Exception {
        Path file = golden("3cb203c84ed981fa");
        Map<String, byte[]> good =
                GoldenContainers.open(Files.readAllBytes(file)).entries();
        List<String> names = new ArrayList<>(good.keySet());
        String third = names.get(2);

        Map<String, byte[]> altered = new LinkedHashMap<>(good);
        byte[] container = Objects.requireNonNull(good.get(third)).clone();
        container[container.length / 2] ^= 1;
        altered.put(third, container);
        assertThat(link(write("a.zip", altered), null).failure())
                .isEqualTo("container " + third + " is not what the chain says, or not in its place");

        Map<String, byte[]> missing = new LinkedHashMap<>(good);
        missing.remove(third);
        assertThat(link(write("m.zip", missing), null).failure()).isEqualTo("container " + third + " is missing");

        Map<String, byte[]> foreign = new LinkedHashMap<>(good);
        foreign.put("x.asice", container);
        assertThat(link(write("f.zip", foreign), null).failure()).isEqualTo("container x.asice is not in the chain");

        String linking = new String(Objects.requireNonNull(good.get("linkinginfo")), UTF_8);
        List<String> lines = new ArrayList<>(linking.lines().toList());
        lines.add(1, lines.remove(3));
        assertThat(linked(good, String.join("\n", lines)).failure()).endsWith("or not in its place");
        lines = new ArrayList<>(linking.lines().toList());
        lines.removeLast();
        assertThat(linked(good, String.join("\n", lines)).failure()).endsWith("is not in the chain");
    }

    @Test
    void refusesAChainThatCannotBeRead() throws Exception {
        Map<String, byte[]> good = GoldenContainers.open(Files.readAllBytes(golden("3cb203c84ed981fa")))
                .entries();
        String linking = new String(Objects.requireNonNull(good.get("linkinginfo")), UTF_8);
        for (String bad : List.of(
                "",
                "- -",
                "- - MD5\n" + linking.substring(linking.indexOf('\n') + 1),
                linking.lines().findFirst().orElseThrow(),
                linking + "xyz\n",
                linking + linking.lines().skip(1).findFirst().orElseThrow() + "\n")) {
            assertThat(linked(good, bad).failure()).startsWith("ZIP: linkinginfo cannot be read: ");
        }
    }

    private LinkReport linked(Map<String, byte[]> good, String linking) throws IOException {
        Map<String, byte[]> altered = new LinkedHashMap<>(good);
        altered.put("linkinginfo", linking.getBytes(UTF_8));
        return link(write("l.zip", altered), null);
    }

    @Test
    void holdsAnArchiveAgainstTheOneBeforeAndItsName() throws Exception {
        Path file = golden("3cb203c84ed981fa");
        assertThat(link(file, "-").failure())
                .isEqualTo(
                        "follows mlog-20261123135107-20261123135109-a0e15b897a41cb7c.zip of another digest than expected");
        assertThat(link(file, "0".repeat(128)).failure()).contains("of another digest than expected");
        assertThat(link(golden("member-clean"), "0".repeat(128)).failure())
                .isEqualTo("says it is the first of its chain, but is to follow another");
        Path renamed = Files.copy(file, folder.resolve("mlog-20261123135107-20261123135109-0000000000000000.zip"));
        assertThat(link(renamed, null).failure()).isEqualTo("does not end with the digest in its name");
    }

    @Test
    void oursFollowEachOtherAndLargeContainersPassThroughAFile() throws Exception {
        byte[] small = Zips.of(ContainersTest.single());
        Map<String, byte[]> large = ContainersTest.batch();
        byte[] noise = new byte[20 << 20];
        new java.util.Random(1).nextBytes(noise);
        large.put("attachment1", noise);
        Path file = folder.resolve("first.zip");
        String digest;
        try (ArchiveWriter writer = ArchiveWriter.open(Files.newOutputStream(file), null)) {
            writer.add("a-request-1.asice", Instant.EPOCH, out -> out.write(small));
            writer.add("b-request-2.asice", Instant.EPOCH, out -> out.write(Zips.of(large)));
            digest = writer.finish();
        }
        assertThat(link(file, "-").digest()).isEqualTo(digest);
        try (Archive archive = open(file);
                Container container = archive.container("b-request-2.asice");
                Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            assertThat(verifying.verify(container, KeptElsewhere.NOTHING).failures())
                    .containsOnlyKeys(EvidencePart.ATTACHMENTS);
        }
        try (var temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(temporary
                            .map(ArchivesTest::name)
                            .filter(name -> name.startsWith("spean-") && name.endsWith(".asice")))
                    .isEmpty();
        }
        var out = new ByteArrayOutputStream();
        try (ArchiveWriter writer = ArchiveWriter.open(out, new ArchiveLink(digest, "first.zip"))) {
            writer.add("c-request-3.asice", Instant.EPOCH, to -> to.write(small));
            writer.finish();
        }
        Path second = Files.write(folder.resolve("second.zip"), out.toByteArray());
        LinkReport report = link(second, digest);
        assertThat(report.failure()).isNull();
        assertThat(report.previousFile()).isEqualTo("first.zip");
    }

    @Test
    void otherFilesAreNoEvidence() throws Exception {
        Map<String, byte[]> other = Map.of("a.txt", new byte[] {1});
        assertThatThrownBy(() -> EvidenceFile.open(write("o.zip", other)))
                .isInstanceOfSatisfying(
                        ZipDeviationException.class,
                        e -> assertThat(e.unreadable()).isTrue())
                .hasMessage("ZIP: a.txt has no place in an archive of containers");
        Map<String, byte[]> none = Map.of("linkinginfo", new byte[] {1});
        assertThatThrownBy(() -> EvidenceFile.open(write("n.zip", none)))
                .hasMessage("ZIP: holds neither a container's entries nor containers");
        Map<String, byte[]> more = ContainersTest.batch();
        more.put("evil.txt", new byte[] {1});
        assertThatThrownBy(() -> EvidenceFile.open(write("e.asice", more)))
                .isInstanceOfSatisfying(
                        ZipDeviationException.class,
                        e -> assertThat(e.unreadable()).isFalse())
                .hasMessage("ZIP: evil.txt has no place in a container; nothing would sign it");
        Map<String, byte[]> gap = ContainersTest.batch();
        gap.put("attachment3", new byte[] {1});
        assertThatThrownBy(() -> EvidenceFile.open(write("g.asice", gap)))
                .hasMessage("ZIP: attachments have a gap before the last: 2 is missing");
        Map<String, byte[]> type = ContainersTest.batch();
        type.put("mimetype", "text/plain".getBytes(UTF_8));
        assertThatThrownBy(() -> EvidenceFile.open(write("t.asice", type)))
                .hasMessage("ZIP: mimetype is not application/vnd.etsi.asic-e+zip");
    }
}
