package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that programs read in different ways, or that are larger than they say. */
class StrictZipTest {
    private static final StrictZip.Bounds BOUNDS = new StrictZip.Bounds(10, 1 << 20, 2 << 20);

    @TempDir
    private Path folder;

    private static Map<String, byte[]> entries(String... names) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (String name : names) {
            entries.put(name, ("content of " + name).repeat(50).getBytes(UTF_8));
        }
        return entries;
    }

    private static StrictZip open(byte[] zip) throws IOException {
        return StrictZip.open(new ZipBytes.Memory(zip), BOUNDS);
    }

    private static void refused(byte[] zip, String reason) {
        ZipDeviationException e = catchThrowableOfType(ZipDeviationException.class, () -> drain(zip));
        assertThat(e).as(reason).isNotNull().hasMessageContaining(reason);
    }

    private static void drain(byte[] zip) throws IOException {
        try (StrictZip opened = open(zip)) {
            for (StrictZip.Entry entry : opened.entries()) {
                opened.content(entry);
            }
        }
    }

    private static int find(byte[] zip, int signature, int from) {
        ByteBuffer in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = from; at + 4 <= zip.length; at++) {
            if (in.getInt(at) == signature) {
                return at;
            }
        }
        throw new AssertionError("no such record");
    }

    private static int directory(byte[] zip) {
        return find(zip, 0x02014b50, 0);
    }

    private static byte[] put(byte[] zip, int at, int length, long value) {
        byte[] altered = zip.clone();
        for (int i = 0; i < length; i++) {
            altered[at + i] = (byte) (value >> (8 * i));
        }
        return altered;
    }

    @Test
    void readsWhatTheJdkWritesFromMemoryAndFromAFile() throws Exception {
        byte[] zip = Zips.of(entries("a", "b/c", "d/"));
        Path file = Files.write(folder.resolve("z"), zip);
        for (ZipBytes bytes : new ZipBytes[] {new ZipBytes.Memory(zip), ZipBytes.of(file)}) {
            try (StrictZip opened = StrictZip.open(bytes, BOUNDS)) {
                assertThat(opened.entries()).extracting(StrictZip.Entry::name).containsExactly("a", "b/c");
            } catch (ZipDeviationException e) {
                assertThat(e).hasMessage("ZIP: d/ is a directory with content");
            }
        }
        Map<String, byte[]> good = entries("a", "b/c");
        good.put("b/", new byte[0]);
        try (StrictZip opened = open(Zips.of(good))) {
            StrictZip.Entry entry = opened.find("b/c");
            assertThat(entry).isNotNull();
            assertThat(opened.content(entry)).isEqualTo(good.get("b/c"));
            try (InputStream in = opened.open(entry)) {
                assertThat(in.read()).isEqualTo('c');
                assertThat(in.read(new byte[0])).isZero();
            }
        }
    }

    @Test
    void nothingMayStandBesideTheEntries() {
        byte[] zip = Zips.of(entries("a", "b"));
        byte[] before = new byte[zip.length + 1];
        System.arraycopy(zip, 0, before, 1, zip.length);
        refused(before, "directory does not end where");
        refused(Arrays.copyOf(zip, zip.length + 1), "has no end");
        byte[] comment = put(Arrays.copyOf(zip, zip.length + 5), zip.length - 2, 2, 5);
        assertThat(catchThrowableOfType(ZipDeviationException.class, () -> drain(comment)))
                .as("a comment is one")
                .isNull();
    }

    @Test
    void directoryAndHeadersMustAgree() {
        byte[] zip = Zips.of(entries("aa", "bb"));
        int directory = directory(zip);
        refused(put(zip, directory + 46, 1, 'x'), "is another entry by its own header");
        refused(put(zip, 30, 1, 'x'), "is another entry by its own header");
        refused(put(zip, 8, 2, 0), "is another entry by its own header");
        refused(put(zip, directory + 24, 4, 7), "has two sizes");
        refused(put(zip, directory + 16, 4, 7), "has two sizes");
        int second = find(zip, 0x02014b50, directory + 4);
        refused(put(zip, second + 42, 4, 0), "does not begin where");
    }

    @Test
    void noNameComesTwice() {
        byte[] zip = Zips.of(entries("aa", "bb"));
        byte[] twice = new String(zip, java.nio.charset.StandardCharsets.ISO_8859_1)
                .replace("bb", "aa")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        ZipDeviationException e = catchThrowableOfType(ZipDeviationException.class, () -> open(twice));
        assertThat(e).hasMessage("ZIP: aa comes twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../a", "a/../../b", "/etc/passwd", "a//b", "./a", "a/.", "c:\\x", "a\\..\\b", "a\nb", "a\u007fb"
            })
    void noNameLeadsOut(String name) {
        refused(Zips.of(entries(name)), "a name leads out of the file");
    }

    @Test
    void boundsHoldBeforeAnythingIsUnpacked() throws Exception {
        refused(
                Zips.of(entries("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10")),
                "11 entries (expected: at most 10)");
        Map<String, byte[]> large = new LinkedHashMap<>();
        large.put("bomb", new byte[(1 << 20) + 1]);
        refused(Zips.of(large), "bomb is too large: 1048577 bytes (expected: at most 1048576");
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (String name : new String[] {"a", "b", "c"}) {
            many.put(name, new byte[1 << 20]);
        }
        refused(Zips.of(many), "c is too large");
    }

    @Test
    void whatUnpacksToMoreOrLessThanItSaysIsRefused() {
        byte[] zip = Zips.of(entries("a"));
        int directory = directory(zip);
        int descriptor = find(zip, 0x08074b50, 0);
        long size = "content of a".repeat(50).length();
        for (long lie : new long[] {size - 1, size + 1}) {
            byte[] lying = put(put(zip, directory + 24, 4, lie), descriptor + 12, 4, lie);
            refused(lying, lie < size ? "is larger than stated" : "is not of the size and checksum stated");
        }
        byte[] sum = put(put(zip, directory + 16, 4, 1), descriptor + 4, 4, 1);
        refused(sum, "is not of the size and checksum stated");
    }

    @Test
    void whatIsNotReadIsSaid() {
        byte[] zip = Zips.of(entries("a"));
        int directory = directory(zip);
        int end = zip.length - 22;
        refused(put(put(zip, directory + 8, 2, 0x809), 6, 2, 0x809), "is encrypted, or packed in an unknown way");
        refused(put(put(zip, directory + 10, 2, 12), 8, 2, 12), "is encrypted, or packed in an unknown way");
        refused(put(zip, end + 16, 4, 0xFFFFFFFFL), "ZIP64 is not read");
        refused(put(zip, end + 4, 2, 1), "is a part of several");
        refused(put(put(zip, end + 8, 2, 2), end + 10, 2, 2), "directory has fewer entries than stated");
        refused(put(put(zip, end + 8, 2, 0), end + 10, 2, 0), "directory has more than the entries stated");
    }

    @Test
    void noPartOfAFileIsAFile() {
        byte[] zip = Zips.of(entries("aa", "bb"));
        for (int length = 0; length < zip.length; length++) {
            byte[] cut = Arrays.copyOf(zip, length);
            ZipDeviationException e = catchThrowableOfType(ZipDeviationException.class, () -> drain(cut));
            assertThat(e).as("length " + length).isNotNull();
            assertThat(e.unreadable()).isTrue();
        }
    }

    @Test
    void noiseIsRefusedWithoutAccident() {
        Random random = new Random(3);
        byte[] zip = Zips.of(entries("aa", "bb"));
        for (int i = 0; i < 20_000; i++) {
            byte[] noisy = zip.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                noisy[random.nextInt(zip.length)] = (byte) random.nextInt();
            }
            try {
                drain(noisy);
            } catch (ZipDeviationException e) {
                assertThat(e.getMessage()).startsWith("ZIP: ").doesNotContain("\n");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void whatWeTakeTheJdkReadsAlike() throws Exception {
        Random random = new Random(5);
        byte[] zip = Zips.of(entries("aa", "bb"));
        for (int i = 0; i < 300; i++) {
            byte[] noisy = zip.clone();
            noisy[random.nextInt(zip.length)] ^= (byte) (1 << random.nextInt(8));
            Map<String, byte[]> ours = new LinkedHashMap<>();
            try (StrictZip opened = open(noisy)) {
                for (StrictZip.Entry entry : opened.entries()) {
                    ours.put(entry.name(), opened.content(entry));
                }
            } catch (ZipDeviationException e) {
                continue;
            }
            Path file = Files.write(folder.resolve("n"), noisy);
            try (ZipFile jdk = new ZipFile(file.toFile())) {
                assertThat(jdk.stream().map(e -> e.getName())).containsExactlyInAnyOrderElementsOf(ours.keySet());
                for (Map.Entry<String, byte[]> entry : ours.entrySet()) {
                    assertThat(jdk.getInputStream(jdk.getEntry(entry.getKey())).readAllBytes())
                            .isEqualTo(entry.getValue());
                }
            } catch (java.util.zip.ZipException e) {
                // stricter than we are, about dates or extra fields
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void unzipsIntoAFolder() throws Exception {
        Path file = Files.write(folder.resolve("z"), Zips.of(entries("a", "b/c")));
        Path into = folder.resolve("into");
        Files.createDirectories(into);
        ZipFolder.unzip(file, into);
        assertThat(Files.readString(into.resolve("b/c"))).startsWith("content of b/c");
        Path bad = Files.write(folder.resolve("bad"), Zips.of(entries("../x")));
        assertThatThrownBy(() -> ZipFolder.unzip(bad, into)).isInstanceOf(ZipDeviationException.class);
        assertThat(folder.resolve("x")).doesNotExist();
    }
}
