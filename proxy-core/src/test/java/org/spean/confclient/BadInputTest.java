package org.spean.confclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.spean.event.Events;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.globalconf.ConfAnchor;
import org.spean.testbed.globalconf.ConfSource;
import org.spean.testbed.globalconf.SourceBehaviour;
import org.spean.testbed.globalconf.SourceBehaviour.Fault;

/** What a source may do wrong: it is refused by name, counted, and the tree in use stays as it was. */
class BadInputTest {
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DOWN                | SOURCE_UNREACHABLE | Connection prematurely closed BEFORE response",
                "UNAVAILABLE         | SOURCE_UNREACHABLE | answered 503 (expected: 200)",
                "UNKNOWN_VERSION     | SOURCE_UNREACHABLE | answered 404 for every version from 6 to 2",
                "FORGED_PART         | PART_REFUSED       | its SHA-512 is not the one in the directory",
                "MISSING_PART        | PART_REFUSED       | answered 404",
                "TRUNCATED_PART      | PART_REFUSED       | truncated: the connection ended before the answer did",
                "OVERSIZED_PART      | PART_REFUSED       | oversized: more than 268435456 bytes announced",
                "MALFORMED_PART      | PART_REFUSED       | not well-formed",
                "ENTITIES_IN_PART    | PART_REFUSED       | a document type is not allowed",
                "DEPTH_IN_PART       | PART_REFUSED       | deeper than 16 elements",
                "FORGED_DIRECTORY    | DIRECTORY_REFUSED  | forged: the signature is not by the key of",
                "FORGED_SIGNATURE    | DIRECTORY_REFUSED  | forged: the signature is not by the key of",
                "WRONG_CERTIFICATE   | DIRECTORY_REFUSED  | signed with a certificate that is not known",
                "TRUNCATED_DIRECTORY | DIRECTORY_REFUSED  | truncated: no closing boundary",
                "CUT_DIRECTORY       | DIRECTORY_REFUSED  | truncated: the connection ended before the answer did",
                "OVERSIZED_DIRECTORY | DIRECTORY_REFUSED  | oversized: more than 1048576 bytes announced",
                "EXPIRED             | DIRECTORY_REFUSED  | expired 2026-11-23T11:59:00Z",
                "MALFORMED_DIRECTORY | DIRECTORY_REFUSED  | missing header Hash-algorithm-id",
                "PATH_IN_FILE_NAME   | DIRECTORY_REFUSED  | file name '../../extra.xml'",
                "PATH_IN_INSTANCE    | DIRECTORY_REFUSED  | names the instance '../outside'",
            })
    void isRefusedByName(Fault fault, Events.Kind kind, String reason) throws Exception {
        ConfSource source = world.home();
        world.refresh();
        Path tree = world.tree.resolve("current").toRealPath();
        source.publish(World.named(source.content(), "Another"));
        source.behave(SourceBehaviour.faulty(fault));

        assertThatThrownBy(world::refresh)
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(source.url().getAuthority())
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
        assertThat(world.events.count(kind)).isEqualTo(1);
        assertThat(world.events.recent().getLast().reason()).contains(reason);
        assertThat(world.tree.resolve("current").toRealPath()).isEqualTo(tree);
        assertThat(world.name()).isEqualTo("A ministry");
        assertThat(files(folder)).noneMatch(file -> file.contains("extra") || file.contains("unfinished"));

        source.behave(SourceBehaviour.NORMAL);
        assertThat(world.refresh()).isTrue();
        assertThat(world.name()).isEqualTo("Another");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "REPLAYED"})
    void leavesNothingBehindWhereThereWasNothing(Fault fault) throws Exception {
        ConfSource source = world.home();
        source.behave(SourceBehaviour.faulty(fault));

        assertThatThrownBy(world::refresh).isInstanceOf(DownloadException.class);
        assertThat(world.tree.resolve("current")).doesNotExist();
        assertThat(files(folder))
                .allMatch(file -> file.matches("anchor.xml|globalconf|globalconf/(.lock|generations)"));
    }

    @Test
    void refusesAnOlderDirectory() throws Exception {
        ConfSource source = world.home();
        world.now.set(World.NOW.plusSeconds(10));
        source.publish(World.named(source.content(), "Another"));
        world.refresh();
        source.behave(SourceBehaviour.faulty(Fault.REPLAYED));

        assertThatThrownBy(world::refresh).hasMessageContaining("replayed: older than the one in use");
        assertThat(world.events.count(Events.Kind.DIRECTORY_REFUSED)).isEqualTo(1);
        assertThat(world.name()).isEqualTo("Another");
    }

    @Test
    void refusesAnOlderDirectoryAfterARestartToo() throws Exception {
        ConfSource source = world.home();
        source.publish(World.named(source.content(), "Another"));
        world.refresh();
        source.behave(SourceBehaviour.faulty(Fault.REPLAYED));
        try (ConfigurationClient client = new ConfigurationClient(world.events, world.clock)) {
            assertThatThrownBy(() -> client.refresh(world.settings())).hasMessageContaining("replayed");
        }
    }

    @Test
    void takesANewerDirectoryThoughItExpiresEarlier() throws Exception {
        ConfSource source = world.home();
        world.refresh();
        world.now.set(World.NOW.plusSeconds(10));
        source.publish(p ->
                p.content(World.named(p.content().withExpires(World.NOW.plusSeconds(120)), "Shorter-lived")));

        assertThat(world.refresh()).isTrue();
        assertThat(world.name()).isEqualTo("Shorter-lived");
    }

    @Test
    void refusesAnotherInstancesDirectory() throws Exception {
        ConfSource source = world.source(World.content("OTHER"));
        world.anchor("TEST", source.internal());

        assertThatThrownBy(world::refresh).hasMessageContaining("of instance OTHER (expected: TEST)");
        assertThat(world.events.count(Events.Kind.DIRECTORY_REFUSED)).isEqualTo(1);
    }

    @Test
    void refusesTheDirectoryForFederatedInstancesAsOurOwn() throws Exception {
        ConfSource source = world.source(World.content("TEST"));
        world.anchor("TEST", source.external());

        assertThatThrownBy(world::refresh)
                .hasMessageContaining("holds no PRIVATE-PARAMETERS; is this an anchor for federated instances?");
    }

    @Test
    void refusesAKnownCertificateOfAnotherSource() throws Exception {
        ConfSource one = world.source(World.content("TEST"));
        ConfSource two = world.source(World.content("TEST"));
        two.behave(SourceBehaviour.faulty(Fault.DOWN));
        world.anchor("TEST", new ConfAnchor.Source(one.url(), List.of(two.certificate())), two.internal());

        assertThatThrownBy(world::refresh).hasMessageContaining("not known for this source");
    }

    @Test
    void givesUpOnASlowSource() throws Exception {
        ConfSource source = world.timeout(Duration.ofSeconds(1)).home();
        source.behave(SourceBehaviour.slow(Duration.ofSeconds(60)));

        assertThatThrownBy(world::refresh).hasMessageContaining("no whole answer within 1000 ms");
        assertThat(world.events.count(Events.Kind.SOURCE_UNREACHABLE)).isEqualTo(1);
    }

    @Test
    void turnsFromARefusedSourceToAGoodOne() throws Exception {
        ConfSource bad = world.source(World.content("TEST"));
        ConfSource good = world.source(World.content("TEST"));
        world.anchor("TEST", bad.internal(), good.internal());
        bad.behave(SourceBehaviour.faulty(Fault.FORGED_PART));
        for (int i = 0; i < 20 && world.events.count(Events.Kind.PART_REFUSED) == 0; i++) {
            good.publish(World.named(good.content(), "Name " + i));
            bad.publish(World.named(bad.content(), "Bad " + i));
            world.refresh();
            assertThat(world.name()).isEqualTo("Name " + i);
        }
        assertThat(world.events.count(Events.Kind.PART_REFUSED)).isEqualTo(1);
        assertThat(world.events.recent().getLast().subject())
                .isEqualTo(bad.url().toString());
    }

    @Test
    void rotatedKeysThatNobodyAnnouncedAreRefused() throws Exception {
        ConfSource source = world.home();
        world.refresh();
        source.rotate(KeyKind.EC_P256);

        assertThatThrownBy(world::refresh).hasMessageContaining("signed with a certificate that is not known");
        assertThat(world.name()).isEqualTo("A ministry");
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> !file.equals(folder))
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }
}
