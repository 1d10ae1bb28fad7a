package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.CaptureSet;

/** What we write from what a server had is what the server wrote. */
class WritersTest {

    @ParameterizedTest
    @ValueSource(strings = {"golden", "golden-camdx", "ec", "ica"})
    void containersAreTheServersEntryByEntry(String set) throws Exception {
        for (Path file : GoldenContainers.of(CaptureSet.named(set))) {
            byte[] theirs = Files.readAllBytes(file);
            GoldenContainers.Opened theirEntries = GoldenContainers.open(theirs);
            byte[] ours = written(theirEntries.content());
            GoldenContainers.Opened ourEntries = GoldenContainers.open(ours);
            assertThat(ourEntries.entries().keySet())
                    .as(file.toString())
                    .containsExactlyElementsOf(theirEntries.entries().keySet());
            theirEntries
                    .entries()
                    .forEach((name, content) -> assertThat(ourEntries.get(name))
                            .as(file + " " + name)
                            .isEqualTo(content));
            assertThat(ourEntries.time()).isEqualTo(theirEntries.time());
            // The comment, too.
            assertThat(tail(ours)).isEqualTo(tail(theirs)).isEqualTo("mimetype=" + ContainerWriter.MEDIA_TYPE);
        }
    }

    @Test
    void theTypeIsStoredFirstAtAFixedPlace() throws Exception {
        byte[] container = written(GoldenContainers.open(Files.readAllBytes(
                        GoldenContainers.of(CaptureSet.named("golden")).getFirst()))
                .content());
        assertThat(new String(container, 30, 8 + ContainerWriter.MEDIA_TYPE.length(), UTF_8))
                .isEqualTo("mimetype" + ContainerWriter.MEDIA_TYPE);
        assertThat(container[8]).as("method").isZero();
    }

    @Test
    void attachmentsAreCopiedAsTheyAreRead() throws Exception {
        ContainerContent some = GoldenContainers.open(Files.readAllBytes(
                        GoldenContainers.of(CaptureSet.named("ec")).getFirst()))
                .content();
        int[] opened = {0};
        ContainerPart large = () -> {
            opened[0]++;
            return new InputStream() {
                private int left = 64 << 20;

                @Override
                public int read() {
                    return left-- > 0 ? left & 0xFF : -1;
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    int n = Math.min(left, length);
                    left -= n;
                    return n == 0 ? -1 : n;
                }
            };
        };
        var content = new ContainerContent(
                some.time(),
                some.message(),
                some.signature(),
                some.stamp(),
                List.of(ContainerPart.of(new byte[] {1}), large));
        long[] size = {0};
        ContainerWriter.write(content, new OutputStream() {
            @Override
            public void write(int b) {
                size[0]++;
            }

            @Override
            public void write(byte[] data, int offset, int length) {
                assertThat(length).isLessThan(1 << 20);
                size[0] += length;
            }
        });
        assertThat(opened[0]).isEqualTo(1);
        assertThat(size[0]).isPositive();
    }

    @Test
    void aStampHasBothDocumentsOrNone() {
        var half = new ContainerStamp(new byte[1], new byte[1], null);
        var signature = SignatureParts.direct(new byte[1]);
        assertThatThrownBy(() -> new ContainerContent(Instant.EPOCH, new byte[1], signature, half, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("time-stamp: hash chain and result belong together");
    }

    @Test
    void anUnreadableSignatureDocumentTakesNoStamp() {
        var content = new ContainerContent(
                Instant.EPOCH,
                new byte[1],
                SignatureParts.direct("<a/>".getBytes(UTF_8)),
                new ContainerStamp(new byte[1], null, null),
                List.of());
        assertThatThrownBy(() -> written(content)).hasMessage("signature document: has no unsigned properties");
    }

    @Test
    void containerNames() {
        assertThat(ContainerName.of("ec-batch-8-00", false, 2_693_577)).isEqualTo("ec-batch-8-00-request-2i6e9.asice");
        assertThat(ContainerName.of("a/b c\nд", true, 33)).isEqualTo("a%2Fb+c%0A%D0%B4-response-11.asice");
        assertThat(ContainerName.of("../../x", true, 1)).isEqualTo("..%2F..%2Fx-response-1.asice");
        assertThat(ContainerName.of("x".repeat(1000), true, 1)).hasSize(225 + "-response-1.asice".length());
    }

    static List<Path> archives() {
        return GoldenContainers.archives();
    }

    @ParameterizedTest
    @MethodSource("archives")
    void archivesAreTheServers(Path file) throws Exception {
        byte[] theirs = Files.readAllBytes(file);
        List<ZipEntry> entries = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(theirs))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.add(entry);
                contents.add(zip.readAllBytes());
            }
        }
        String[] first = new String(contents.getLast(), UTF_8)
                .lines()
                .findFirst()
                .orElseThrow()
                .split(" ");
        var out = new ByteArrayOutputStream();
        String digest;
        Instant from = Instant.MAX;
        Instant to = Instant.MIN;
        try (ArchiveWriter writer = ArchiveWriter.open(out, link(first))) {
            long sum = 0;
            for (int i = 0; i < entries.size() - 1; i++) {
                Instant time = entries.get(i).getLastModifiedTime().toInstant();
                byte[] container = contents.get(i);
                writer.add(entries.get(i).getName(), time, to2 -> to2.write(container));
                sum += container.length;
                assertThat(writer.bytes()).isEqualTo(sum);
                assertThat(writer.containers()).isEqualTo(i + 1);
                from = time.isBefore(from) ? time : from;
                to = time.isAfter(to) ? time : to;
            }
            digest = writer.finish();
        }
        GoldenContainers.Opened ours = GoldenContainers.open(out.toByteArray());
        assertThat(ours.entries().keySet())
                .containsExactlyElementsOf(
                        entries.stream().map(ZipEntry::getName).toList());
        assertThat(new String(ours.get("linkinginfo"), UTF_8)).isEqualTo(new String(contents.getLast(), UTF_8));
        String group = file.getFileName().toString().contains("COM") ? "CAMBODIA/COM/CAMDX-000201" : null;
        assertThat(file.getFileName().toString()).isEqualTo(ArchiveName.of(group, from, to, digest, false));
        if (ZoneId.systemDefault().getRules().equals(ZoneOffset.UTC.getRules())) { // ZIP keeps local times
            assertThat(out.toByteArray()).isEqualTo(theirs);
        }
    }

    private static @Nullable ArchiveLink link(String[] first) {
        return first[0].equals("-") ? null : new ArchiveLink(first[0], first[1]);
    }

    @Test
    void archiveNames() {
        Instant time = Instant.parse("2026-11-23T13:50:09.9Z");
        String digest = "a9de6e299e8cfd3d" + "0".repeat(112);
        assertThat(ArchiveName.of("KH/GOV/../x y", time, time, digest, true))
                .isEqualTo("mlog-KH_GOV_.._x_y-20261123135009-20261123135009-a9de6e299e8cfd3d.zip.gpg");
        assertThat(ArchiveName.digestIn("mlog-a-b-20261123135009-20261123135009-a9de6e299e8cfd3d.zip.gpg"))
                .isEqualTo("a9de6e299e8cfd3d");
        assertThat(ArchiveName.digestIn("copy.zip")).isNull();
    }

    @Test
    void anArchiveHoldsSomething() throws IOException {
        try (ArchiveWriter writer = ArchiveWriter.open(OutputStream.nullOutputStream(), null)) {
            assertThatThrownBy(writer::finish).hasMessage("archive: no container (expected: at least one)");
            writer.add("a", Instant.EPOCH, out -> out.write(1));
        }
    }

    private static byte[] written(ContainerContent content) throws IOException {
        var out = new ByteArrayOutputStream();
        ContainerWriter.write(content, out);
        return out.toByteArray();
    }

    private static String tail(byte[] zip) {
        int length = 9 + ContainerWriter.MEDIA_TYPE.length();
        return new String(zip, zip.length - length, length, UTF_8);
    }
}
