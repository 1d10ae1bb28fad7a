package org.spean.confclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.config.ConfigurationException;
import org.spean.config.GlobalConfSource;
import org.spean.event.Events;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;
import org.spean.identifier.MemberId;
import org.spean.testbed.globalconf.ConfSource;
import org.spean.testbed.globalconf.SourceBehaviour;
import org.spean.testbed.globalconf.SourceBehaviour.Fault;

/** The client over time: the start, the rounds, the end of validity, and those who read meanwhile. */
class ClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private World world;
    private Path yaml;

    @BeforeEach
    void start() {
        world = new World(folder);
        yaml = folder.resolve("gateway.yaml");
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void aStartFromNothingNamesEachSourceAndItsFailure() throws Exception {
        ConfSource down = world.timeout(Duration.ofSeconds(1)).source(World.content("TEST"));
        ConfSource bad = world.source(World.content("TEST"));
        down.behave(SourceBehaviour.faulty(Fault.UNAVAILABLE));
        bad.behave(SourceBehaviour.faulty(Fault.EXPIRED));
        world.anchor("TEST", down.internal(), bad.internal());

        assertThatThrownBy(() -> world.client.prepare(yaml, world.settings()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(yaml + ": globalConfiguration.anchor: no configuration within 1 s: ")
                .hasMessageContaining(down.url() + "")
                .hasMessageContaining("answered 503 (expected: 200)")
                .hasMessageContaining(bad.url() + ": expired ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aStartFromNothingWaitsForTheSource() throws Exception {
        ConfSource source = world.timeout(PATIENCE).home();
        source.behave(SourceBehaviour.faulty(Fault.DOWN));
        Thread starting = Thread.ofPlatform().start(() -> world.client.prepare(yaml, world.settings()));
        await().atMost(PATIENCE).until(() -> source.requests("/internalconf") > 0);
        source.behave(SourceBehaviour.NORMAL);
        starting.join();

        assertThat(world.name()).isEqualTo("A ministry");
    }

    @Test
    void aStartTakesATreeThatHasNotExpiredAndAsksNobody() throws Exception {
        ConfSource source = world.home();
        world.refresh();
        int before = source.requests("/internalconf");
        try (ConfigurationClient client = new ConfigurationClient(world.events, world.clock)) {
            client.prepare(yaml, world.settings());
        }

        assertThat(source.requests("/internalconf")).isEqualTo(before);
    }

    @Test
    void aStartDoesNotTakeATreeThatHasExpired() throws Exception {
        ConfSource source = world.timeout(Duration.ofSeconds(1)).home();
        world.refresh();
        source.behave(SourceBehaviour.faulty(Fault.DOWN));
        world.now.set(World.NOW.plusSeconds(600));

        assertThatThrownBy(() -> world.client.prepare(yaml, world.settings()))
                .hasMessageContaining("no configuration within 1 s");
    }

    @Test
    void withoutAnAnchorNothingIsDone() {
        GlobalConfSource with = world.settings();
        GlobalConfSource without = new GlobalConfSource(
                with.directory(),
                with.reloadInterval(),
                null,
                with.refreshInterval(),
                with.timeout(),
                with.startTimeout(),
                with.federation(),
                with.tls());
        world.client.prepare(yaml, without);

        assertThat(world.tree).doesNotExist();
        assertThat(world.client.inspect(without)).isEmpty();
    }

    @Test
    void roundsFollowAndTellOfEachNewTree() throws Exception {
        ConfSource source = world.home();
        AtomicInteger told = new AtomicInteger();
        GlobalConfSource every = world.settings();
        GlobalConfSource often = new GlobalConfSource(
                every.directory(),
                every.reloadInterval(),
                every.anchor(),
                Duration.ofMillis(50),
                every.timeout(),
                every.startTimeout(),
                every.federation(),
                every.tls());
        world.client.follow(() -> often, checked -> told.incrementAndGet());
        await().atMost(PATIENCE).until(() -> told.get() == 1);
        await().atMost(PATIENCE).until(() -> source.requests("/internalconf") > 3);
        assertThat(told).hasValue(1);

        source.publish(World.named(source.content(), "Another"));
        await().atMost(PATIENCE).until(() -> told.get() == 2);
        assertThat(world.name()).isEqualTo("Another");

        source.behave(SourceBehaviour.faulty(Fault.DOWN));
        await().atMost(PATIENCE).until(() -> world.events.count(Events.Kind.SOURCE_UNREACHABLE) > 1);
        source.behave(SourceBehaviour.NORMAL);
        source.publish(World.named(source.content(), "Back again"));
        await().atMost(PATIENCE).until(() -> told.get() == 3);
    }

    @Test
    void intervalsAreATenthApart() {
        Set<Duration> seen = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            seen.add(ConfigurationClient.withJitter(Duration.ofSeconds(60)));
        }

        assertThat(seen).hasSizeGreaterThan(100);
        assertThat(seen).allMatch(d -> d.toMillis() >= 54_000 && d.toMillis() <= 66_000);
    }

    @Test
    void aReaderSeesOneTreeOrTheOtherAndNeverHalf() throws Exception {
        ConfSource source = world.home();
        ConfSource east = world.source(World.content("EAST"));
        source.publish(p -> p.anchors(List.of(east.externalAnchor())));
        world.federation("all").refresh();
        AtomicInteger reads = new AtomicInteger();
        StringBuilder wrong = new StringBuilder();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                GlobalConf conf = GlobalConfTree.read(world.tree);
                String name = conf.memberName(new MemberId("TEST", "GOV", "1"));
                String theirs = conf.memberName(new MemberId("EAST", "GOV", "1"));
                long second = conf.expires().getEpochSecond() - World.NOW.getEpochSecond() - 600;
                if (second > 0 && !(("Name " + second).equals(name) && ("Name " + second).equals(theirs))) {
                    wrong.append(second).append(name).append(theirs);
                }
                reads.incrementAndGet();
            }
        });
        for (int i = 1; i <= 15; i++) {
            String name = "Name " + i;
            long expiry = 600L + i;
            east.publish(World.named(east.content(), name));
            source.publish(p -> p.content(World.named(p.content(), name).withExpires(World.NOW.plusSeconds(expiry))));
            world.refresh();
        }
        reader.interrupt();
        reader.join();

        assertThat(wrong.toString()).isEmpty();
        assertThat(reads.get()).isGreaterThan(5);
    }

    @Test
    void theEndOfValidityIsToldBeforeAndWhenItComes() throws Exception {
        ConfSource source = world.home();
        world.refresh();
        GlobalConf[] conf = {world.read()};
        try (ExpiryWatch watch = ExpiryWatch.start(() -> conf[0], world.events, world.clock)) {
            assertThat(watch).isNotNull();
            await().pollDelay(Duration.ofMillis(1200))
                    .until(() -> world.events.count(Events.Kind.GLOBAL_CONF_EXPIRY) == 0);
            world.now.set(World.NOW.plusSeconds(401));
            await().atMost(PATIENCE).until(() -> world.events.count(Events.Kind.GLOBAL_CONF_EXPIRY) == 1);
            assertThat(world.events.recent().getLast().reason())
                    .isEqualTo("expires 2026-11-23T12:10:00Z and has not been renewed; exchanges will be refused then");
            world.now.set(World.NOW.plusSeconds(600));
            await().atMost(PATIENCE).until(() -> world.events.count(Events.Kind.GLOBAL_CONF_EXPIRY) == 2);
            assertThat(world.events.recent().getLast().reason()).startsWith("expired 2026-11-23T12:10:00Z");

            // Set back, the clock has to say so again when the time has really come.
            world.now.set(World.NOW);
            await().pollDelay(Duration.ofMillis(1200))
                    .until(() -> world.events.count(Events.Kind.GLOBAL_CONF_EXPIRY) == 2);
            world.now.set(World.NOW.plusSeconds(600));
            await().atMost(PATIENCE).until(() -> world.events.count(Events.Kind.GLOBAL_CONF_EXPIRY) == 3);

            source.publish(source.content().withExpires(World.NOW.plusSeconds(10_000)));
            world.refresh();
            conf[0] = world.read();
            world.now.set(World.NOW.plusSeconds(10_000));
            await().atMost(PATIENCE).until(() -> world.events.count(Events.Kind.GLOBAL_CONF_EXPIRY) >= 4);
        }
    }

    @Test
    void anUnexpectedFailureDoesNotEndTheWatch() throws Exception {
        world.home();
        world.refresh();
        GlobalConf conf = world.read();
        AtomicInteger looks = new AtomicInteger();
        world.now.set(World.NOW.plusSeconds(600));
        Supplier<GlobalConf> once = () -> {
            if (looks.incrementAndGet() == 1) {
                throw new IllegalStateException("no configuration");
            }
            return conf;
        };
        try (ExpiryWatch watch = ExpiryWatch.start(once, world.events, world.clock)) {
            assertThat(watch).isNotNull();
            await().atMost(PATIENCE).until(() -> world.events.count(Events.Kind.GLOBAL_CONF_EXPIRY) == 1);
        }
    }

    @Test
    void inspectionAsksEverySourceAndDownloadsNothing() throws Exception {
        ConfSource good = world.source(World.content("TEST"));
        ConfSource bad = world.source(World.content("TEST"));
        bad.behave(SourceBehaviour.faulty(Fault.WRONG_CERTIFICATE));
        world.anchor("TEST", good.internal(), bad.internal());

        assertThat(world.client.inspect(world.settings()))
                .anySatisfy(i -> {
                    assertThat(i.url()).isEqualTo(good.url());
                    assertThat(i.version()).isEqualTo(6);
                    assertThat(i.expires()).isEqualTo("2026-11-23T12:10:00Z");
                    assertThat(i.failure()).isNull();
                })
                .anySatisfy(i -> {
                    assertThat(i.url()).isEqualTo(bad.url());
                    assertThat(i.failure()).startsWith("signed with a certificate that is not known");
                })
                .hasSize(2);
        assertThat(good.requests("shared-params.xml")).isZero();
        assertThat(Files.exists(world.tree)).isFalse();
    }
}
