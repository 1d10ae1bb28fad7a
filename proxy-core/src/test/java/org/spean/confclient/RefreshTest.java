package org.spean.confclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.config.TlsConfig;
import org.spean.event.Events;
import org.spean.identifier.ClientId;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.globalconf.ConfAnnouncement;
import org.spean.testbed.globalconf.ConfSource;
import org.spean.testbed.globalconf.ConfTreeWriter;
import org.spean.testbed.globalconf.SourceBehaviour;
import org.spean.testbed.globalconf.SourceBehaviour.Fault;

/** Rounds of downloads against running sources: what becomes of the tree. */
class RefreshTest {
    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void start() {
        world = new World(folder);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void makesATreeOutOfAnAnchor() throws Exception {
        world.home();

        assertThat(world.refresh()).isTrue();
        assertThat(world.read().instance()).isEqualTo("TEST");
        assertThat(world.read().version()).isEqualTo(6);
        assertThat(world.read().expires()).isEqualTo("2026-11-23T12:10:00Z");
        assertThat(world.name()).isEqualTo("A ministry");
        assertThat(world.events.counts()).isEmpty();
    }

    @Test
    void leavesWhatXRoadsClientLeaves() throws Exception {
        world.home();
        world.refresh();

        assertThat(world.current("instance-identifier")).hasContent("TEST");
        assertThat(world.current("TEST"))
                .isDirectoryContaining("glob:**shared-params.xml")
                .isDirectoryContaining("glob:**shared-params.xml.metadata")
                .isDirectoryContaining("glob:**private-params.xml")
                .isDirectoryContaining("glob:**private-params.xml.metadata");
        assertThat(Files.readString(world.current("TEST/shared-params.xml.metadata")))
                .matches("\\{\"contentIdentifier\":\"SHARED-PARAMETERS\",\"instanceIdentifier\":\"TEST\","
                        + "\"contentFileName\":null,\"contentLocation\":\"/V6/\\d+/shared-params.xml\","
                        + "\"expirationDate\":\"2026-11-23T12:10:00Z\",\"configurationVersion\":\"6\"\\}");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void takesTheNewestVersionThatASourceKnows(int version) throws Exception {
        ConfSource source = world.home();
        source.newestVersion(version);
        world.refresh();

        assertThat(world.read().version()).isEqualTo(version);
        assertThat(source.requests("/internalconf")).isEqualTo(7 - version);
        world.refresh();
        // It is known by then, and asked for first.
        assertThat(source.requests("/internalconf")).isEqualTo(8 - version);
    }

    @Test
    void downloadsAPartOnlyIfItsHashHasChanged() throws Exception {
        ConfSource source = world.home();
        world.refresh();
        assertThat(world.refresh()).isFalse();
        Path tree = world.tree.resolve("current").toRealPath();

        source.publish(p -> p.content(p.content().withExpires(World.NOW.plus(Duration.ofMinutes(20)))));
        assertThat(world.refresh()).isTrue();
        assertThat(world.read().expires()).isEqualTo("2026-11-23T12:20:00Z");
        assertThat(world.tree.resolve("current").toRealPath()).isNotEqualTo(tree);
        assertThat(source.requests("shared-params.xml")).isEqualTo(1);
        assertThat(source.requests("private-params.xml")).isEqualTo(1);

        source.publish(World.named(source.content(), "Another"));
        assertThat(world.refresh()).isTrue();
        assertThat(world.name()).isEqualTo("Another");
        assertThat(source.requests("shared-params.xml")).isEqualTo(2);
        assertThat(source.requests("private-params.xml")).isEqualTo(1);
    }

    @Test
    void keepsAFewTreesForThoseWhoAreReadingThem() throws Exception {
        ConfSource source = world.home();
        for (int i = 0; i < 6; i++) {
            source.publish(World.named(source.content(), "Name " + i));
            world.refresh();
        }

        assertThat(TreeStore.list(world.tree.resolve("generations")))
                .extracting(TreeStore::name)
                .containsExactly("4", "5", "6");
        assertThat(world.name()).isEqualTo("Name 5");
    }

    @Test
    void takesOptionalPartsAndRemovesThoseThatAreGone() throws Exception {
        ConfSource source = world.home();
        String conf = "<n:conf xmlns:n=\"http://x-road.eu/xsd/xroad.xsd\">%s</n:conf>";
        source.publish(p -> p.optional(Map.of(
                "FETCHINTERVAL", conf.formatted("<ocspFetchInterval>77</ocspFetchInterval>"),
                "NEXTUPDATE", conf.formatted("<verifyNextUpdate>false</verifyNextUpdate>"),
                "MONITORING", conf.formatted("<monitoringClient/>"),
                "OF-OUR-OWN", "whatever it is")));
        world.refresh();
        assertThat(world.read().ocspFetchInterval()).isEqualTo(Duration.ofSeconds(77));
        assertThat(world.read().verifyNextUpdate()).isFalse();
        assertThat(world.current("TEST/of-our-own.xml")).hasContent("whatever it is");

        source.publish(p -> p.optional(Map.of()));
        world.refresh();
        assertThat(world.has("TEST/fetchinterval-params.xml")).isFalse();
        assertThat(world.has("TEST/of-our-own.xml.metadata")).isFalse();
        assertThat(world.read().ocspFetchInterval()).isEqualTo(Duration.ofMinutes(20));
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void verifiesDirectoriesOfEitherKindOfKey(KeyKind kind) throws Exception {
        ConfSource source = world.home();
        source.rotate(kind);
        source.anchor().write(world.anchor);

        assertThat(world.refresh()).isTrue();
    }

    @Test
    void followsKeysThatWereAnnouncedBefore() throws Exception {
        ConfSource source = world.home();
        source.publish(p -> p.announcing("127.0.0.1", List.of()));
        source.prepareKeys(KeyKind.EC_P256);
        world.refresh();
        source.publish(p -> p.useNextKeys().content(World.named(p.content(), "Signed anew")));
        world.refresh();
        assertThat(world.name()).isEqualTo("Signed anew");

        source.rotate(KeyKind.EC_P256);
        assertThatThrownBy(world::refresh)
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("signed with a certificate that is not known for this source");
        assertThat(world.name()).isEqualTo("Signed anew");
        // A new anchor is the operator's word.
        source.anchor().write(world.anchor);
        assertThat(world.refresh()).isTrue();
    }

    @Test
    void turnsToASourceThatWasAnnouncedWhenTheAnchorsIsDown() throws Exception {
        ConfSource source = world.home();
        ConfSource other = ConfSource.start(
                World.content("TEST"),
                new InetSocketAddress("127.0.0.77", source.url().getPort()),
                KeyKind.EC_P256,
                world.clock);
        try (other) {
            source.publish(p -> p.announcing(
                    "127.0.0.1", List.of(new ConfAnnouncement("127.0.0.77", List.of(other.certificate()), List.of()))));
            world.refresh();
            source.behave(SourceBehaviour.faulty(Fault.DOWN));
            world.now.set(World.NOW.plusSeconds(60));
            other.publish(World.named(source.content(), "From the other"));
            world.refresh();

            assertThat(world.name()).isEqualTo("From the other");
            assertThat(world.events.count(Events.Kind.SOURCE_UNREACHABLE)).isZero();
        }
    }

    @Test
    void triesTheSourcesOfAnAnchorInRandomOrder() throws Exception {
        ConfSource one = world.source(World.content("TEST"));
        ConfSource two = world.source(World.content("TEST"));
        world.anchor("TEST", one.internal(), two.internal());
        one.behave(SourceBehaviour.faulty(Fault.DOWN));
        for (int i = 0; i < 30; i++) {
            world.refresh();
        }

        assertThat(two.requests("/internalconf")).isEqualTo(30);
        assertThat(one.requests("/internalconf")).isBetween(1, 29);
        assertThat(world.events.counts()).isEmpty();
    }

    @Test
    void takesOneOfTwoIdenticalSourcesAsGoodAsTheOther() throws Exception {
        ConfSource one = world.source(World.content("TEST"));
        world.now.set(World.NOW.plusSeconds(5));
        ConfSource two = world.source(World.content("TEST").withExpires(World.NOW.plusSeconds(605)));
        world.anchor("TEST", one.internal(), two.internal());
        // Newer versions announce the sources' keys, which differ here.
        one.newestVersion(2);
        two.newestVersion(2);
        for (int i = 0; i < 20; i++) {
            world.refresh();
        }

        // Older, but saying the same: no news, and no replay.
        assertThat(world.events.counts()).isEmpty();
        assertThat(world.read().expires()).isEqualTo("2026-11-23T12:10:05Z");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void downloadsOverHttpsWithTrustOfTheOperatorsChoice(boolean verify, boolean trusted) throws Exception {
        ConfSource source = world.tlsSource(World.content("TEST"), tls("127.0.0.1"));
        source.anchor().write(world.anchor);
        if (trusted) {
            world.tls(verify, World.CA.certificate());
        } else {
            world.tls(verify);
        }

        if (trusted || !verify) {
            assertThat(world.refresh()).isTrue();
        } else {
            assertThatThrownBy(world::refresh).hasMessageContaining("certification path");
        }
    }

    @Test
    void checksTheHostNameOverHttpsUnlessTheCertificateItselfIsListed() throws Exception {
        Issued elsewhere = tls("127.0.0.2");
        ConfSource source = world.tlsSource(World.content("TEST"), elsewhere);
        source.anchor().write(world.anchor);
        world.tls(true, World.CA.certificate());
        assertThatThrownBy(world::refresh).hasMessageContaining("127.0.0.1");

        world.tls(true, elsewhere.certificate());
        assertThat(world.refresh()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void offersTheVersionsAndSuitesConfiguredOverHttps(boolean verify) throws Exception {
        ConfSource source = world.tlsSource(World.content("TEST"), tls("127.0.0.1"));
        source.anchor().write(world.anchor);
        TlsConfig unfit = new TlsConfig(List.of("TLSv1.2"), List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
        world.tls(verify, unfit, World.CA.certificate());
        assertThatThrownBy(world::refresh)
                .as("the source's key is an EC key")
                .hasMessageContaining("handshake_failure");

        TlsConfig fit = new TlsConfig(List.of("TLSv1.3"), List.of("TLS_AES_256_GCM_SHA384"));
        world.tls(verify, fit, World.CA.certificate());
        assertThat(world.refresh()).isTrue();
    }

    private static Issued tls(String host) {
        return World.CA.tls(host, host, KeyKind.EC_P256);
    }

    @Test
    void startsFromATreeOfXRoadsClientAndReplacesIt() throws Exception {
        ConfSource source = world.home();
        Files.createDirectories(world.tree);
        new ConfTreeWriter(world.tree).write(World.named(source.content(), "On disk"));
        source.behave(SourceBehaviour.faulty(Fault.DOWN));
        world.client.prepare(folder.resolve("gateway.yaml"), world.settings());
        assertThat(world.name()).isEqualTo("On disk");

        source.behave(SourceBehaviour.NORMAL);
        assertThat(world.refresh()).isTrue();
        assertThat(world.name()).isEqualTo("A ministry");
    }

    @Test
    void refusesToWriteWhereAnotherWrites() throws Exception {
        world.home();
        try (var _ = new TreeStore(world.tree).lock()) {
            assertThatThrownBy(world::refresh).hasMessageEndingWith("another client of this process downloads into it");
        }
        assertThat(world.refresh()).isTrue();
    }

    @Test
    void removesWhatAProcessLeftThatDied() throws Exception {
        world.home();
        assertThat(world.refresh()).isTrue();
        Path half = world.tree.resolve("generations").resolve("2.unfinished");
        Files.createDirectories(half.resolve("TEST"));
        Files.writeString(half.resolve("TEST").resolve("shared-params.xml"), "<half");
        Path next = world.tree.resolve("current.next");
        Files.createSymbolicLink(next, Path.of("generations", "2"));

        assertThat(world.refresh()).as("nothing new").isFalse();
        assertThat(half).doesNotExist();
        assertThat(next).doesNotExist();
        assertThat(world.name()).isEqualTo("A ministry");
    }

    @Test
    void readsTheMonitoringClientThatIsDistributed() throws Exception {
        ConfSource source = world.home();
        source.publish(p -> p.optional(Map.of("MONITORING", """
                <n:conf xmlns:n="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers">
                <monitoringClient><monitoringClientId id:objectType="MEMBER"><id:xRoadInstance>TEST</id:xRoadInstance>
                <id:memberClass>GOV</id:memberClass><id:memberCode>1</id:memberCode></monitoringClientId>
                </monitoringClient></n:conf>""")));
        world.refresh();

        assertThat(world.read().monitoringClient()).isEqualTo(ClientId.parse("TEST/GOV/1"));
    }

    @Test
    void namesTheAnchorThatCannotBeRead() throws IOException {
        Files.writeString(world.anchor, "<!DOCTYPE a [<!ENTITY e \"e\">]><a>&e;</a>");

        assertThatThrownBy(world::refresh)
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("anchor.xml")
                .hasMessageContaining("document type");
    }
}
