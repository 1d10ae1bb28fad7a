package org.spean.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.config.ConfigurationException;
import org.spean.event.Events;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;
import org.spean.identifier.ClientId;
import org.spean.identifier.SecurityServerId;

class ViewsTest {
    private static final String SHARED = "CAMBODIA/shared-params.xml";
    private static final SecurityServerId SS_MOI = SecurityServerId.parse("CAMBODIA/GOV/CAMDX-000121/ss-moi");

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T14:00:00Z"));
    private final InstantSource clock = now::get;
    private final Events events = new Events(clock);
    private GatewayFolder files;

    @BeforeEach
    void prepare() {
        files = new GatewayFolder(folder, "bank", "CAMBODIA/COM/CAMDX-000201/ss-bank");
    }

    @Test
    void takesUpAChangeOfTheGlobalConfigurationByItself() {
        try (Views views = watched(files.write("strictIdentifiers: false"))) {
            List<View> seen = Collections.synchronizedList(new ArrayList<>());
            views.changes().subscribe(seen::add);
            View first = views.current();
            files.replace(SHARED, files.read(SHARED).replace("127.0.0.3", "127.0.0.99"));

            await().atMost(Duration.ofSeconds(20)).until(() -> seen.size() == 1);
            assertThat(address(views.current())).isEqualTo("127.0.0.99");
            assertThat(address(first)).isEqualTo("127.0.0.3");
            assertThat(views.current()).isSameAs(seen.getFirst());
            assertThat(views.current().generation()).isEqualTo(2);
            assertThat(views.current().anchors()).isSameAs(first.anchors());
        }
    }

    @Test
    void aConfigurationThatWasReplacedIsLetGo() {
        try (Views views = watched(files.write("strictIdentifiers: false"))) {
            WeakReference<GlobalConf> first =
                    new WeakReference<>(views.current().globalConf());
            files.replace(SHARED, files.read(SHARED).replace("127.0.0.3", "127.0.0.99"));
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                System.gc();
                return first.refersTo(null);
            });
            assertThat(address(views.current())).isEqualTo("127.0.0.99");
        }
    }

    @Test
    void whatWasReadToCheckATreeIsNotReadAgain() {
        try (Views views = Views.open(files.write("strictIdentifiers: false"), clock)) {
            files.replace(SHARED, files.read(SHARED).replace("127.0.0.3", "127.0.0.99"));
            GlobalConf checked = GlobalConfTree.checkAll(folder.resolve("globalconf"));

            assertThat(views.reload(checked)).isTrue();
            GlobalConf inUse = views.current().globalConf();
            assertThat(inUse.tables()).isEqualTo(checked.tables());
            assertThat(address(views.current())).as("still open").isEqualTo("127.0.0.99");

            GlobalConf late = GlobalConfTree.checkAll(folder.resolve("globalconf"));
            assertThat(views.reload(late)).as("it is in use already").isFalse();
            assertThat(views.current().globalConf()).isSameAs(inUse);
            assertThatThrownBy(() -> late.server(SS_MOI)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void otherAuthoritiesMakeOtherAnchors() {
        try (Views views = watched(files.write("strictIdentifiers: false"))) {
            View first = views.current();
            files.replace(
                    SHARED,
                    files.read(SHARED).replaceFirst("<ocspFreshnessSeconds>3600", "<ocspFreshnessSeconds>1800"));
            await().atMost(Duration.ofSeconds(20)).until(() -> views.current().generation() == 2);
            assertThat(views.current().anchors()).isNotSameAs(first.anchors());
            assertThat(views.current().anchors().generation()).isEqualTo(2);
        }
    }

    @Test
    void takesUpAChangeOfTheFileAndOfFilesItNames() throws IOException {
        Path yaml = files.write("strictIdentifiers: false");
        try (Views views = watched(yaml)) {
            files.write("strictIdentifiers: true");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> views.current().config().strictIdentifiers());
            long generation = views.current().generation();
            Files.writeString(folder.resolve("pin"), "another\n");
            await().atMost(Duration.ofSeconds(20)).until(() -> views.current().generation() > generation);
            assertThat(Objects.requireNonNull(views.current().config().keys().authentication())
                            .password()
                            .reveal())
                    .isEqualTo("another".toCharArray());
        }
    }

    @Test
    void refusesABrokenChangeAndKeepsTheOld() {
        try (Views views = watched(files.write(""))) {
            View first = views.current();
            String good = files.read(SHARED);

            files.replace(SHARED, good.substring(0, good.length() / 2));
            await().atMost(Duration.ofSeconds(20)).until(() -> views.refusal() != null);
            assertThat(views.refusal()).contains(SHARED).hasLineCount(1);
            assertThat(views.current()).isSameAs(first);

            files.write("strictIdentifers: true");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> String.valueOf(views.refusal()).contains("did you mean 'strictIdentifiers'?"));
            assertThat(views.current()).isSameAs(first);

            files.write("");
            files.replace(SHARED, good);
            await().atMost(Duration.ofSeconds(20)).until(() -> views.refusal() == null);
            assertThat(views.current().generation()).isEqualTo(2);
        }
    }

    @Test
    void nothingChangesWhenNothingChanges() {
        try (Views views = watched(files.write(""))) {
            View first = views.current();
            assertThat(views.reload()).isFalse();
            assertThat(views.reload()).isFalse();
            assertThat(views.current()).isSameAs(first);
        }
    }

    @Test
    void refusesAnExpiredConfigurationAtStartAndOnReload() {
        Path yaml = files.write("");
        try (Views views = watched(yaml)) {
            now.set(Instant.parse("2044-12-31T00:00:00Z"));
            View first = views.current();
            assertThat(first.globalConf().expired(clock.instant())).isTrue();
            files.replace(SHARED, files.read(SHARED).replace("127.0.0.3", "127.0.0.99"));
            await().atMost(Duration.ofSeconds(20)).until(() -> views.refusal() != null);
            assertThat(views.refusal()).contains("expired 2044-12-31T00:00:00Z");
            assertThat(views.current()).isSameAs(first);

            Instant wrong = now.getAndSet(Instant.parse("2026-11-23T15:00:00Z"));
            await().atMost(Duration.ofSeconds(20)).until(() -> views.refusal() == null);
            assertThat(address(views.current()))
                    .as("the clock was wrong, not the files")
                    .isEqualTo("127.0.0.99");
            now.set(wrong);
        }
        assertThatThrownBy(() -> Views.open(yaml, clock))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("expired 2044-12-31T00:00:00Z; is the configuration client running?");
    }

    @Test
    void leavesOutAFederatedInstanceWhenItsTimeHasCome() {
        String theirs =
                files.read(SHARED).replaceFirst("<instanceIdentifier>CAMBODIA", "<instanceIdentifier>ELSEWHERE");
        assertThat(folder.resolve("globalconf/ELSEWHERE").toFile().mkdir()).isTrue();
        files.replace("ELSEWHERE/shared-params.xml", theirs);
        files.replace("ELSEWHERE/shared-params.xml.metadata", "{\"expirationDate\":\"2026-12-01T00:00:00Z\"}");
        ClientId identity = ClientId.parse("ELSEWHERE/GOV/CAMDX-000121/IDENTITY");
        try (Views views = watched(files.write(""))) {
            assertThat(views.current().globalConf().serversOf(identity)).hasSize(1);
            now.set(Instant.parse("2026-12-01T00:00:00Z"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            views.current().globalConf().serversOf(identity).isEmpty());
            assertThat(views.current().globalConf().instances()).containsExactly("CAMBODIA");

            now.set(Instant.parse("2026-11-24T00:00:00Z"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            !views.current().globalConf().serversOf(identity).isEmpty());
        }
    }

    @Test
    void refusesAnotherInstance() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path yaml = new GatewayFolder(other, "moi", "EE/GOV/1/s").write("");
        assertThatThrownBy(() -> Views.open(yaml, clock))
                .hasMessageEndingWith("instanceServer: instance 'EE', but the global configuration is of 'CAMBODIA'");
    }

    private Views watched(Path yaml) {
        Views views = Views.open(yaml, null, clock, events);
        views.watch(next -> Change.NONE);
        return views;
    }

    private static String address(View view) {
        var server = view.globalConf().server(SS_MOI);
        return server == null ? "" : server.address();
    }
}
