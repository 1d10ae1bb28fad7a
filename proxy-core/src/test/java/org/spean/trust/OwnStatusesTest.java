package org.spean.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.ocsp.OcspRequest;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.event.Events;
import org.spean.event.Events.Kind;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.authority.OcspAnswers;
import org.spean.testbed.authority.OcspBehaviour;
import org.spean.trust.ScriptedResponder.Answer;

/** How the status of our own certificates is asked for, what is refused, and what survives a restart. */
class OwnStatusesTest {
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final TrustWorld world = new TrustWorld();
    private final KeyEntry signing = world.signing(world.top);
    private final ScriptedResponder responder = new ScriptedResponder(request -> Answer.good(now()));
    private OcspStatuses statuses;
    private Identities identities;

    @BeforeEach
    void start() {
        world.anchors = world.anchors(1, List.of(responder.uri()));
        restart();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        responder.close();
    }

    private void restart() {
        statuses =
                world.statuses(new OcspSettings(5577, Duration.ofSeconds(5), INTERVAL, folder.resolve("ocsp"), null));
        identities = world.identities(statuses);
        identities.use(List.of(), List.of(signing));
    }

    private byte[] now() {
        return about(OcspBehaviour.NORMAL);
    }

    private byte[] about(OcspBehaviour behaviour) {
        return world.topAnswers.about(signing.certificate(), behaviour, world.clock.instant());
    }

    private void refresh() {
        statuses.refresh().block(TrustWorld.PATIENCE);
    }

    private void refreshLater(Duration by) {
        world.clock.advance(by);
        refresh();
    }

    private boolean signs() {
        return identities.signing(TrustWorld.MEMBER) != null;
    }

    private long count(Kind kind) {
        return world.events.count(kind);
    }

    private byte[] held() {
        return Objects.requireNonNull(statuses.current(signing.certificate())).der();
    }

    @Test
    void anUnexpectedFailureDoesNotEndTheAsking() {
        OcspSettings settings = new OcspSettings(5577, Duration.ofSeconds(5), INTERVAL, folder.resolve("other"), null);
        AtomicInteger failures = new AtomicInteger();
        OcspStatuses failing =
                new OcspStatuses(world.loops.group(), () -> world.anchors, () -> settings, world.events, () -> {
                    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw new IllegalStateException("no clock");
                    }
                    return world.clock.instant();
                });
        try (failing) {
            world.identities(failing).use(List.of(), List.of(signing));
            failures.set(2);
            failing.start();
            await().atMost(TrustWorld.PATIENCE).until(() -> failures.get() == 0);
            await().atMost(TrustWorld.PATIENCE).until(() -> failing.current(signing.certificate()) != null);
        }
    }

    @Test
    void asksByGet() {
        refresh();
        assertThat(signs()).isTrue();
        ScriptedResponder.Asked asked = responder.asked().getFirst();
        assertThat(asked.method()).isEqualTo("GET");
        assertThat(asked.path()).startsWith("/ocsp/").doesNotContain("+", "=").hasSizeLessThan(300);
        String encoded = asked.path().substring("/ocsp/".length());
        assertThat(encoded).doesNotContain("/");
        assertThat(Base64.getDecoder().decode(URLDecoder.decode(encoded, StandardCharsets.US_ASCII)))
                .isEqualTo(OcspRequest.encode(signing.certificate(), world.top.certificate()));
    }

    @Test
    void asksByPostWhereGetGivesNothingOfUseAndRemembersThat() {
        for (Answer useless : List.of(Answer.error(405), Answer.good(new byte[] {1}), Answer.good(stale()))) {
            try (ScriptedResponder old =
                    new ScriptedResponder(request -> request.method().equals("GET") ? useless : Answer.good(now()))) {
                world.anchors = world.anchors(2, List.of(old.uri()));
                restart();
                world.clock.advance(INTERVAL);
                refresh();
                assertThat(signs()).isTrue();
                assertThat(old.asked())
                        .extracting(ScriptedResponder.Asked::method)
                        .containsExactly("GET", "POST");
                assertThat(old.asked().getLast().body())
                        .isEqualTo(OcspRequest.encode(signing.certificate(), world.top.certificate()));
                refreshLater(INTERVAL);
                assertThat(old.asked())
                        .extracting(ScriptedResponder.Asked::method)
                        .containsExactly("GET", "POST", "POST");
            }
        }
    }

    private byte[] stale() {
        return about(OcspBehaviour.NORMAL.stale(Duration.ofHours(2)));
    }

    @Test
    void asksTheRespondersInTurn() {
        URI closed;
        try (ScriptedResponder gone = new ScriptedResponder(request -> Answer.error(500))) {
            closed = gone.uri();
        }
        try (ScriptedResponder broken = new ScriptedResponder(request -> Answer.error(500));
                ScriptedResponder idle = new ScriptedResponder(request -> Answer.error(500))) {
            world.anchors = world.anchors(2, List.of(closed, broken.uri(), responder.uri(), idle.uri()));
            refresh();
            assertThat(signs()).isTrue();
            assertThat(broken.asked()).hasSize(2); // GET and POST
            assertThat(responder.asked()).hasSize(1);
            assertThat(idle.asked()).isEmpty();
        }
    }

    @Test
    void isCountedWhenNobodyAnswers() {
        responder.answer(request -> Answer.error(503));
        refresh();
        assertThat(signs()).isFalse();
        assertThat(count(Kind.OCSP_UNREACHABLE)).isEqualTo(1);
        assertThat(world.events.recent().getLast().reason())
                .contains(responder.uri().toString(), "503");
        responder.answer(now());
        refreshLater(Duration.ofSeconds(1));
        assertThat(signs()).isTrue();
    }

    @Test
    void asksAtTheFetchIntervalAndBeforeStaleness() {
        refresh();
        refreshLater(Duration.ofMinutes(8));
        assertThat(responder.asked()).hasSize(1);
        refreshLater(Duration.ofMinutes(2));
        assertThat(responder.asked()).hasSize(2);

        // Good for eight minutes: the next question comes after four at the latest, whatever the interval.
        responder.answer(request -> Answer.good(about(OcspBehaviour.NORMAL.valid(Duration.ofMinutes(8)))));
        refreshLater(INTERVAL);
        assertThat(responder.asked()).hasSize(3);
        refreshLater(Duration.ofMinutes(3));
        assertThat(responder.asked()).hasSize(3);
        refreshLater(Duration.ofMinutes(1));
        assertThat(responder.asked()).hasSize(4);
    }

    /** Whoever asked while the clock was wrong planned the next question by it. */
    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void aClockThatWasADayWrongForAWhileStallsNothing(long days) {
        Instant[] right = {world.clock.instant()};
        responder.answer(request -> Answer.good(world.topAnswers.about(
                signing.certificate(), OcspBehaviour.NORMAL.valid(Duration.ofMinutes(8)), right[0])));
        refresh();
        assertThat(signs()).isTrue();

        Duration wrong = Duration.ofDays(days);
        refreshLater(wrong);
        assertThat(signs()).isFalse();
        world.anchors = world.anchors(2, List.of(responder.uri())); // judges what is held by the wrong clock too
        refreshLater(Duration.ofMinutes(1));
        assertThat(signs()).isFalse();

        world.clock.advance(wrong.negated());
        right[0] = world.clock.instant();
        refresh();
        assertThat(signs()).as("asked again at once").isTrue();

        refreshLater(wrong);
        world.clock.advance(wrong.negated().plusMinutes(7));
        right[0] = world.clock.instant();
        refresh();
        assertThat(count(Kind.CERTIFICATE_REVOKED)).isZero();
        refreshLater(Duration.ofMinutes(3));
        assertThat(signs()).as("renewed before it ended").isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = CertificateStatus.class,
            names = {"REVOKED", "UNKNOWN"})
    void revokedOrUnknownStopsSigningAtOnceUntilItIsGoodAgain(CertificateStatus denied) {
        refresh();
        byte[] good = held();
        world.clock.advance(INTERVAL);
        byte[] before = now();
        world.clock.advance(Duration.ofSeconds(10));
        world.top.status(signing.certificate(), denied);
        refresh();
        assertThat(signs()).as("although the last good response is fresh").isFalse();
        assertThat(count(Kind.CERTIFICATE_REVOKED)).isEqualTo(1);
        assertThat(world.events.recent().getLast().subject()).contains("CAMDX-000121");

        // A good response from before is a replay, however fresh.
        for (byte[] replayed : List.of(good, before)) {
            responder.answer(replayed);
            refreshLater(Duration.ofMinutes(1));
            assertThat(signs()).isFalse();
        }
        assertThat(count(Kind.OCSP_REFUSED)).isPositive();
        assertThat(world.events.recent().getLast().reason()).contains("is older than the one known");

        // Nor does a restart bring it back.
        restart();
        assertThat(signs()).isFalse();

        world.top.status(signing.certificate(), CertificateStatus.GOOD);
        responder.answer(request -> Answer.good(now()));
        refreshLater(Duration.ofMinutes(1));
        assertThat(signs()).isTrue();
    }

    @Test
    void aRevokedAuthenticationCertificateIsNotShownToPeers() {
        KeyEntry authentication = world.authentication(world.top);
        responder.answer(request -> Answer.good(
                world.topAnswers.about(authentication.certificate(), OcspBehaviour.NORMAL, world.clock.instant())));
        identities.use(List.of(authentication), List.of());
        refresh();
        assertThat(identities.authentication()).isNotNull();
        assertThat(statuses.ownAuthentication()).isNotNull();

        world.top.status(authentication.certificate(), CertificateStatus.REVOKED);
        refreshLater(INTERVAL);
        assertThat(identities.authentication()).isNull();
        assertThat(statuses.ownAuthentication()).isNull();

        world.top.status(authentication.certificate(), CertificateStatus.GOOD);
        refreshLater(INTERVAL);
        assertThat(identities.authentication()).isNotNull();
    }

    @Test
    void oneResponderThatDoesNotKnowACertificateIsNotTheLastWord() {
        try (ScriptedResponder ignorant = new ScriptedResponder(request -> {
            world.top.status(signing.certificate(), CertificateStatus.UNKNOWN);
            byte[] unknown = now();
            world.top.status(signing.certificate(), CertificateStatus.GOOD);
            return Answer.good(unknown);
        })) {
            world.anchors = world.anchors(2, List.of(ignorant.uri(), responder.uri()));
            refresh();
            assertThat(signs()).isTrue();
            assertThat(count(Kind.CERTIFICATE_REVOKED)).isZero();
        }
    }

    @Test
    void anOlderResponseDoesNotReplaceTheOneHeld() {
        refresh();
        byte[] held = held();
        responder.answer(about(OcspBehaviour.NORMAL.stale(Duration.ofMinutes(5))));
        refreshLater(INTERVAL);
        assertThat(held()).isEqualTo(held);
        assertThat(count(Kind.OCSP_REFUSED)).isPositive();
        assertThat(world.events.recent().getLast().reason())
                .contains(responder.uri().toString(), "is older than the one known");
    }

    @Test
    void badAnswersAreRefusedByNameAndTheGoodOneIsKept() {
        refresh();
        byte[] held = held();
        KeyEntry other = world.signing(world.top);
        OcspAnswers stranger = new OcspAnswers(world.top, world.belowResponderKey);
        List<Supplier<byte[]>> bad = List.of(
                () -> flipped(now()),
                () -> cut(now()),
                () -> new byte[0],
                () -> new byte[OcspResponse.MAX_LENGTH + 1],
                () -> new byte[300 * 1024],
                this::stale,
                () -> about(OcspBehaviour.NORMAL.stale(Duration.ofMinutes(-10))), // of the future
                () -> world.topAnswers.about(other.certificate(), OcspBehaviour.NORMAL, world.clock.instant()),
                () -> stranger.about(signing.certificate(), OcspBehaviour.NORMAL, world.clock.instant()));
        Duration pause = INTERVAL;
        for (Supplier<byte[]> one : bad) {
            long before = count(Kind.OCSP_REFUSED);
            responder.answer(request -> Answer.good(one.get()));
            refreshLater(pause);
            pause = Duration.ofMinutes(1);
            assertThat(held()).as("%d", bad.indexOf(one)).isEqualTo(held);
            assertThat(count(Kind.OCSP_REFUSED)).as("%d", bad.indexOf(one)).isGreaterThan(before);
        }
    }

    private static byte[] cut(byte[] der) {
        return Arrays.copyOf(der, der.length - 1);
    }

    private static byte[] flipped(byte[] der) {
        byte[] flipped = der.clone();
        flipped[der.length / 3] ^= 1; // in what is signed
        return flipped;
    }

    @Test
    void aRestartNeedsNoResponderWhileTheResponseOnDiskIsFresh() {
        refresh();
        byte[] held = held();
        responder.answer(request -> Answer.error(500));
        world.clock.advance(Duration.ofMinutes(5));
        restart();
        statuses.missing().block(TrustWorld.PATIENCE);
        refresh();
        assertThat(held()).isEqualTo(held);
        assertThat(signs()).isTrue();
        assertThat(responder.asked()).hasSize(1);

        refreshLater(Duration.ofMinutes(5));
        assertThat(responder.asked().size()).as("asked again at the interval").isGreaterThan(1);
        assertThat(signs()).isTrue();

        world.clock.advance(Duration.ofHours(1));
        restart();
        assertThat(signs()).as("stale").isFalse();
        assertThat(count(Kind.OCSP_REFUSED)).as("growing old is no event").isZero();
    }

    @Test
    void filesThatAreDamagedOrNotOursAreReportedAndAskedForAnew() throws IOException {
        refresh();
        Path file = file(signing.certificate());
        byte[] saved = Files.readAllBytes(file);
        assertThat(saved).isEqualTo(held());
        KeyEntry other = world.signing(world.top);
        List<byte[]> bad = List.of(
                flipped(saved),
                Arrays.copyOf(saved, saved.length / 2),
                new byte[0],
                new byte[OcspResponse.MAX_LENGTH + 1],
                world.topAnswers.about(other.certificate(), OcspBehaviour.NORMAL, world.clock.instant()));
        for (byte[] one : bad) {
            long before = count(Kind.OCSP_REFUSED);
            Files.write(file, one);
            restart();
            assertThat(signs()).isFalse();
            assertThat(count(Kind.OCSP_REFUSED)).isEqualTo(before + 1);
            assertThat(world.events.recent().getLast())
                    .extracting(Events.Event::subject)
                    .isEqualTo(file.toString());
            refresh();
            assertThat(signs()).isTrue();
            assertThat(Files.readAllBytes(file)).isEqualTo(held());
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void removesTheDraftThatAProcessLeftWhichDied() throws IOException {
        refresh();
        Path file = file(signing.certificate());
        Path draft = Files.writeString(file.resolveSibling("draft123.tmp"), "half");
        restart();
        assertThat(signs()).isTrue();
        assertThat(draft).doesNotExist();
        assertThat(file).exists();
    }

    @Test
    void aFolderThatCannotBeWrittenCostsNothingButAnEvent() throws IOException {
        Files.writeString(folder.resolve("ocsp"), "in the way");
        refresh();
        assertThat(signs()).isTrue();
        assertThat(count(Kind.OCSP_NOT_KEPT)).isEqualTo(1);
    }

    private Path file(X509Certificate certificate) {
        return OcspStore.file(folder.resolve("ocsp"), certificate, world.top.certificate());
    }
}
