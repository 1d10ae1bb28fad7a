package org.spean.confclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.event.Events;
import org.spean.globalconf.AnnouncedSource;
import org.spean.globalconf.ConfigurationAnchor;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;
import org.spean.testbed.globalconf.ConfAnchor;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Signed directories of real central servers, as they are and with any bit of what is signed flipped. */
class PublishedSourcesTest {
    private static final Path GOLDEN = Path.of(System.getProperty("spean.golden"));
    private static final Path SHARED = Path.of(System.getProperty("spean.shared"));

    private static final int MUTATIONS = 400;
    private static final String STRUCTURE = "--\r\n: ;='\"/\0\u00ff";

    static List<Path> captured() {
        return directories(GOLDEN)
                .filter(file -> file.toString().contains("served-"))
                .toList();
    }

    static List<Path> published() {
        return directories(SHARED.resolve("xroad-data/globalconf-signed")).toList();
    }

    private static Stream<Path> directories(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.endsWith("internalconf") || f.endsWith("externalconf")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thereAreSome() {
        assertThat(captured()).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("captured")
    void capturedDirectoriesVerify(Path file) throws Exception {
        Directory directory = SignedDirectory.parse(Files.readAllBytes(file), "")
                .verified(certificates(file, "configuration_anchor_" + kind(file) + ".xml"));

        assertThat(directory.expires()).isAfter(Instant.parse("2040-01-01T00:00:00Z"));
        assertThat(directory.version())
                .isEqualTo(file.getName(file.getNameCount() - 2).toString().charAt(1) - '0');
        assertThat(directory.items())
                .extracting(DirectoryItem::fileName)
                .contains("shared-params.xml")
                .isSubsetOf("shared-params.xml", "private-params.xml", "monitoring-params.xml");
        assertThat(directory.items()).allMatch(item -> "CAMBODIA".equals(item.instance()));
        Path root = file.resolve("../..").normalize();
        for (DirectoryItem item : directory.items()) {
            byte[] part = Files.readAllBytes(root.resolve(item.location().substring(1)));
            assertThat(HexFormat.of().formatHex(item.algorithm().digest(part))).isEqualTo(item.digest());
        }
    }

    /** Their anchor is of another time than most of them; of those, the keys stand in their own shared parameters. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("published")
    void publishedDirectoriesVerifyWithTheKeysTheyAnnounce(Path file) throws Exception {
        try (Stream<Path> walk = Files.walk(file.resolveSibling(""))) {
            Path shared = walk.filter(f -> f.endsWith("shared-params.xml"))
                    .findFirst()
                    .orElseThrow();
            List<X509Certificate> certificates = new ArrayList<>(anchored());
            AnnouncedSource.in(shared)
                    .forEach(s -> certificates.addAll(kind(file).equals("internal") ? s.internal() : s.external()));
            Directory directory =
                    SignedDirectory.parse(Files.readAllBytes(file), "").verified(certificates);
            assertThat(directory.items()).isNotEmpty();
        }
    }

    @Test
    void everyBitOfWhatIsSignedCounts() throws Exception {
        Path file = captured().getFirst();
        byte[] good = Files.readAllBytes(file);
        Set<X509Certificate> certificates = certificates(file, "configuration_anchor_" + kind(file) + ".xml");
        String text = new String(good, StandardCharsets.ISO_8859_1);
        for (int i = text.indexOf("Expire-date"); i < text.indexOf("--\r\n\r\n--"); i += 7) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            assertThatThrownBy(() -> SignedDirectory.parse(bad, "").verified(certificates))
                    .as("byte " + i)
                    .isInstanceOf(MalformedException.class);
        }
        for (int length = 0; length < good.length - 2; length += 11) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> SignedDirectory.parse(cut, "").verified(certificates))
                    .as("first " + length)
                    .isInstanceOf(MalformedException.class);
        }
    }

    /** Whatever becomes of a directory, it is refused, or says what the source has said. */
    @ParameterizedTest
    @MethodSource("captured")
    void aDamagedDirectoryIsNeverAnother(Path file) throws Exception {
        byte[] good = Files.readAllBytes(file);
        Set<X509Certificate> certificates = certificates(file, "configuration_anchor_" + kind(file) + ".xml");
        Directory original = SignedDirectory.parse(good, "").verified(certificates);
        Random random = new Random(good.length);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bad = mutated(good, random);
            try {
                assertThat(SignedDirectory.parse(bad, "").verified(certificates))
                        .as("mutation " + i)
                        .isEqualTo(original);
            } catch (MalformedException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 2);
    }

    /** One to three of: a bit flipped, a byte of structure put in, a range removed, doubled or moved, the end cut off. */
    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good;
        for (int n = random.nextInt(3); n >= 0; n--) {
            int from = random.nextInt(bytes.length);
            int to = from + random.nextInt(Math.min(bytes.length - from, 200)) + 1;
            int at = random.nextInt(bytes.length + 1);
            byte[] range = Arrays.copyOfRange(bytes, from, to);
            bytes = switch (random.nextInt(6)) {
                case 0 -> flipped(bytes, from, random.nextInt(8));
                case 1 ->
                    spliced(bytes, at, at, new byte[] {(byte) STRUCTURE.charAt(random.nextInt(STRUCTURE.length()))});
                case 2 -> spliced(bytes, from, to, new byte[0]);
                case 3 -> spliced(bytes, at, at, range);
                case 4 -> spliced(bytes, from, to, STRUCTURE.getBytes(StandardCharsets.ISO_8859_1));
                default -> Arrays.copyOf(bytes, Math.max(1, from));
            };
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, int at, int bit) {
        byte[] other = bytes.clone();
        other[at] ^= (byte) (1 << bit);
        return other;
    }

    /** With what stands from one place to another replaced. */
    private static byte[] spliced(byte[] bytes, int from, int to, byte[] by) {
        ByteBuffer other = ByteBuffer.allocate(bytes.length - (to - from) + by.length);
        other.put(bytes, 0, from).put(by).put(bytes, to, bytes.length - to);
        return other.array();
    }

    @ParameterizedTest
    @CsvSource({"golden/globalconf/served-direct, 6", "golden-camdx/globalconf/served-direct, 3"})
    void aCapturedSourceServedMakesTheTreeThatXRoadsClientMade(String name, int version, @TempDir Path folder)
            throws Exception {
        Path served = GOLDEN.resolve(name);
        DisposableServer server = serve(served);
        try (World world = new World(folder)) {
            String anchor = Files.readString(served.resolve("configuration_anchor_internal.xml"));
            Files.writeString(
                    world.anchor,
                    anchor.replaceAll(
                            "http://[0-9.]+/internalconf", "http://127.0.0.1:" + server.port() + "/internalconf"));
            world.refresh();
            GlobalConf conf = GlobalConfTree.read(world.tree);
            assertThat(conf.version()).isEqualTo(version);
            assertThat(conf.instance()).isEqualTo("CAMBODIA");

            Path theirs = served.resolveSibling("V" + Math.min(version, 5) + "-direct/CAMBODIA/private-params.xml");
            assertThat(world.current("CAMBODIA/private-params.xml")).hasSameTextualContentAs(theirs);
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void publishedDirectoriesAreOfInstancesTheirAnchorNames() {
        Path anchor = SHARED.resolve("xroad-data/globalconf-signed/configuration_anchor_CS_internal.xml");
        Assumptions.assumeTrue(Files.exists(anchor), () -> "published sources are not at hand: " + anchor);
        ConfigurationAnchor read = ConfigurationAnchor.read(anchor);

        assertThat(read.instance()).isEqualTo("DEV");
        assertThat(read.sources())
                .extracting(s -> s.url().toString())
                .containsExactly("http://cs/internalconf", "https://cs/internalconf");
    }

    @Test
    void aPublishedSourceWhoseTimeIsOverIsRefusedByName(@TempDir Path folder) throws Exception {
        Path served = SHARED.resolve("xroad-data/globalconf-signed");
        Assumptions.assumeTrue(Files.isDirectory(served), () -> "published sources are not at hand: " + served);
        DisposableServer server = serve(served);
        try (World world = new World(folder)) {
            world.now.set(Instant.parse("2040-01-01T00:00:00Z"));
            world.anchor(
                    "DEV",
                    new ConfAnchor.Source(
                            URI.create("http://127.0.0.1:" + server.port() + "/internalconf"), anchored()));
            assertThatThrownBy(world::refresh).hasMessageContaining("expired 2035-11-11T03:07:40Z");
            assertThat(world.events.count(Events.Kind.DIRECTORY_REFUSED)).isEqualTo(1);
        } finally {
            server.disposeNow();
        }
    }

    private static List<X509Certificate> anchored() {
        return ConfigurationAnchor.read(
                        SHARED.resolve("xroad-data/globalconf-signed/configuration_anchor_CS_internal.xml"))
                .sources()
                .getFirst()
                .certificates();
    }

    private static DisposableServer serve(Path served) {
        return HttpServer.create()
                .bindAddress(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .handle((request, response) -> {
                    URI uri = URI.create(request.uri());
                    String asked = String.valueOf(uri.getQuery()).replace("version=", "V");
                    Path file = served.resolve((uri.getPath().endsWith("conf") ? asked : ".") + uri.getPath());
                    return Files.isRegularFile(file) ? response.sendFile(file) : response.sendNotFound();
                })
                .bindNow();
    }

    @Test
    void readsThePublishedAnchorOfSeveralSources() {
        Path anchor = SHARED.resolve("xroad-data/globalconf-trees/configuration-anchor1.xml");
        Assumptions.assumeTrue(Files.exists(anchor), () -> "published trees are not at hand: " + anchor);
        ConfigurationAnchor read = ConfigurationAnchor.read(anchor);

        assertThat(read.instance()).isEqualTo("EE");
        assertThat(read.sources()).hasSize(3);
        assertThat(read.sources().getFirst().certificates()).hasSize(2);
    }

    private static String kind(Path file) {
        return file.endsWith("internalconf") ? "internal" : "external";
    }

    private static Set<X509Certificate> certificates(Path file, String anchor) throws Exception {
        Path read = file.resolve("../..").normalize().resolve(anchor);
        return Origin.of(ConfigurationAnchor.read(read), List.of()).getFirst().certificates();
    }
}
