package org.spean.confclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.event.Events;
import org.spean.testbed.globalconf.ConfAnchor;
import org.spean.testbed.globalconf.ConfSource;
import org.spean.testbed.globalconf.SourceBehaviour;
import org.spean.testbed.globalconf.SourceBehaviour.Fault;

/** Anchors in private parameters: of other instances, and of shared parameters that are kept apart (PR-GCONF 3). */
class FederationTest {
    @TempDir
    private Path folder;

    private World world;
    private ConfSource home;
    private ConfSource east;
    private ConfSource west;

    @BeforeEach
    void start() throws Exception {
        world = new World(folder);
        home = world.home();
        east = world.source(World.content("EAST"));
        west = world.source(World.content("WEST"));
        home.publish(p -> p.anchors(List.of(east.externalAnchor(), west.externalAnchor())));
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void noneByDefault() throws Exception {
        world.refresh();

        assertThat(world.read().instances()).containsExactly("TEST");
        assertThat(east.requests()).isEmpty();
    }

    @Test
    void thoseThatAreListedWhateverTheirCase() throws Exception {
        world.federation("East", "NOWHERE").refresh();

        assertThat(world.read().instances()).containsExactly("TEST", "EAST");
        assertThat(west.requests()).isEmpty();
        assertThat(world.has("EAST/shared-params.xml.metadata")).isTrue();
        assertThat(world.has("EAST/private-params.xml")).isFalse();
        assertThat(east.requests("/internalconf")).isZero();
    }

    @Test
    void allIfAskedFor() throws Exception {
        world.federation("all").refresh();

        assertThat(world.read().instances()).containsExactly("TEST", "EAST", "WEST");
        assertThat(world.refresh()).isFalse();
    }

    @Test
    void aChangeOfOneIsTakenUpAndTheOthersStay() throws Exception {
        world.federation("all").refresh();
        east.publish(east.content().withExpires(World.NOW.plusSeconds(1000)));

        assertThat(world.refresh()).isTrue();
        assertThat(world.read().expires("EAST")).isEqualTo(World.NOW.plusSeconds(1000));
        assertThat(world.read().expires("WEST")).isEqualTo(World.NOW.plusSeconds(600));
        assertThat(west.requests("shared-params.xml")).isEqualTo(1);
    }

    @Test
    void oneThatFailsStaysAsItWasAndStopsNobody() throws Exception {
        world.federation("all").refresh();
        east.publish(World.named(east.content(), "Forged"));
        east.behave(SourceBehaviour.faulty(Fault.FORGED_DIRECTORY));
        west.behave(SourceBehaviour.faulty(Fault.DOWN));
        home.publish(World.named(home.content(), "At home"));

        assertThat(world.refresh()).isTrue();
        assertThat(world.name()).isEqualTo("At home");
        assertThat(world.read().instances()).containsExactly("TEST", "EAST", "WEST");
        assertThat(world.events.count(Events.Kind.DIRECTORY_REFUSED)).isEqualTo(1);
        assertThat(world.events.recent())
                .anyMatch(e -> e.kind() == Events.Kind.SOURCE_UNREACHABLE
                        && e.subject().equals("WEST"));
    }

    @Test
    void oneThatFailsFromTheBeginningIsMissingOnly() throws Exception {
        east.behave(SourceBehaviour.faulty(Fault.MALFORMED_PART));
        world.federation("all").refresh();

        assertThat(world.read().instances()).containsExactly("TEST", "WEST");
        assertThat(world.events.count(Events.Kind.PART_REFUSED)).isEqualTo(1);
    }

    @Test
    void oneThatSpeaksForAnotherIsRefused() throws Exception {
        home.publish(p -> p.anchors(List.of(new ConfAnchor("EAST", List.of(west.external())))));
        world.federation("all").refresh();

        assertThat(world.read().instances()).containsExactly("TEST");
        assertThat(world.events.recent().getLast().reason()).contains("of instance WEST (expected: EAST)");
    }

    @Test
    void oneWhoseAnchorIsGoneIsRemoved() throws Exception {
        world.federation("all").refresh();
        home.publish(p -> p.anchors(List.of(west.externalAnchor())));

        assertThat(world.refresh()).isTrue();
        assertThat(world.has("EAST")).isFalse();
        assertThat(world.read().instances()).containsExactly("TEST", "WEST");
    }

    @Test
    void oneThatIsNoLongerAskedForIsRemoved() throws Exception {
        world.federation("all").refresh();
        world.federation("WEST").refresh();

        assertThat(world.read().instances()).containsExactly("TEST", "WEST");
    }

    @Test
    void sharedParametersMayComeFromASourceOfTheirOwn() throws Exception {
        ConfSource shared = world.source(World.named(World.content("TEST"), "From apart"));
        home.publish(p -> p.withoutShared().anchors(List.of(shared.externalAnchor())));
        world.refresh();
        assertThat(world.name()).isEqualTo("From apart");
        assertThat(home.requests("shared-params.xml")).isZero();
        assertThat(world.refresh()).isFalse();

        shared.publish(World.named(shared.content(), "Changed apart"));
        assertThat(world.refresh()).isTrue();
        assertThat(world.name()).isEqualTo("Changed apart");

        home.publish(p -> p.content(p.content().withExpires(World.NOW.plusSeconds(900))));
        assertThat(world.refresh()).isTrue();
        assertThat(world.name()).isEqualTo("Changed apart");
        assertThat(world.has(".detached")).isFalse();

        shared.behave(SourceBehaviour.faulty(Fault.FORGED_PART));
        shared.publish(World.named(shared.content(), "Forged"));
        assertThatThrownBy(world::refresh).hasMessageContaining("its SHA-512 is not the one in the directory");
        assertThat(world.name()).isEqualTo("Changed apart");
    }
}
