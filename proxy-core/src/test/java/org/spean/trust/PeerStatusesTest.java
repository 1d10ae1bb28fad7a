package org.spean.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.Future;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.CaNode;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.event.Events;
import org.spean.globalconf.SecurityServer;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.OcspAnswers;
import org.spean.testbed.authority.OcspBehaviour;

/** The status of peers we connect to, asked for on their port; and of what peers show us. */
class PeerStatusesTest {
    private static final SecurityServer SERVER = TrustWorld.server("127.0.0.1");

    private final TrustWorld world = new TrustWorld();

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    /** The port of a peer with answers of our making. */
    private ScriptedPort scripted(byte[]... answers) {
        return new ScriptedPort(List.of(answers));
    }

    private byte[] answer(KeyEntry key, OcspBehaviour behaviour) {
        return world.topAnswers.about(key.certificate(), behaviour, world.clock.instant());
    }

    @Test
    void asksThePeerOnceAndRemembers() throws Exception {
        KeyEntry key = world.authentication(world.top);
        List<X509Certificate> chain = key.chain();
        try (ScriptedPort port = scripted(answer(key, OcspBehaviour.NORMAL))) {
            OcspStatuses statuses = world.statuses(port.port());
            assertThat(statuses.known(chain, world.anchors)).isNull();
            List<Future<List<OcspResponse>>> asked = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                asked.add(statuses.ofPeer(world.loop, SERVER, chain, world.anchors));
            }
            for (Future<List<OcspResponse>> one : asked) {
                assertThat(TrustWorld.await(one)).hasSize(1);
            }
            assertThat(port.requests()).isEqualTo(1);
            assertThat(statuses.known(chain, world.anchors))
                    .isSameAs(asked.getFirst().getNow());
            assertThat(statuses.ofPeer(world.loop, SERVER, chain, world.anchors).isDone())
                    .isTrue();
        }
    }

    @Test
    void asksAuthoritiesForTheStatusOfIntermediates() throws Exception {
        KeyEntry key = world.authentication(world.below);
        OcspPort port = world.peer(key);
        int before = world.topResponder.requests();
        OcspStatuses statuses = world.statuses(port.address().getPort());

        List<OcspResponse> responses =
                TrustWorld.await(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
        assertThat(responses).hasSize(2);
        assertThat(world.topResponder.requests()).isEqualTo(before + 1);
        assertThat(responses.get(1).statusOf(world.below.certificate(), world.top.certificate()))
                .isNotNull();
    }

    @Test
    void aNewStateOfTheAnchorsAsksNobody() throws Exception {
        KeyEntry key = world.authentication(world.top);
        try (ScriptedPort port = scripted(answer(key, OcspBehaviour.NORMAL))) {
            OcspStatuses statuses = world.statuses(port.port());
            TrustWorld.await(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
            assertThat(statuses.known(key.chain(), world.anchors(2))).isNotNull();
            assertThat(statuses.known(key.chain(), TrustAnchors.of(List.of(), world.anchors.rules(), 3)))
                    .isNull();
            assertThat(port.requests()).isEqualTo(1);
        }
    }

    @Test
    void renewsInTheBackgroundBeforeTheEndAndForgetsAfterIt() throws Exception {
        KeyEntry key = world.authentication(world.top);
        try (ScriptedPort port = scripted(answer(key, OcspBehaviour.NORMAL))) {
            OcspStatuses statuses = world.statuses(port.port());
            TrustWorld.await(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
            world.clock.advance(Duration.ofMinutes(46));
            assertThat(statuses.known(key.chain(), world.anchors)).isNotNull();
            await().atMost(TrustWorld.PATIENCE).until(() -> port.requests() == 2);
            world.clock.advance(Duration.ofMinutes(15));
            assertThat(statuses.known(key.chain(), world.anchors)).isNull();
        }
    }

    @Test
    void aRenewalThatFailedIsTriedAgainWhileTheLastResponseIsGood() throws Exception {
        KeyEntry key = world.authentication(world.top);
        byte[] first = answer(key, OcspBehaviour.NORMAL);
        try (ScriptedPort port = scripted(first)) {
            OcspStatuses statuses = world.statuses(port.port());
            TrustWorld.await(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
            port.answer(List.of());
            world.clock.advance(Duration.ofMinutes(46));
            assertThat(statuses.known(key.chain(), world.anchors)).isNotNull();
            await().atMost(TrustWorld.PATIENCE).until(() -> world.events.count(Events.Kind.OCSP_UNREACHABLE) == 1);

            byte[] second = answer(key, OcspBehaviour.NORMAL);
            port.answer(List.of(second));
            await().atMost(TrustWorld.PATIENCE)
                    .untilAsserted(() -> assertThat(Objects.requireNonNull(statuses.known(key.chain(), world.anchors))
                                    .getFirst()
                                    .der())
                            .isEqualTo(second));
        }
    }

    @Test
    void aRevokedIntermediateCountsForAllItsPeers() throws Exception {
        KeyEntry one = world.authentication(world.below);
        KeyEntry other = world.authentication(world.below);
        OcspAnswers answers = new OcspAnswers(world.below, world.belowResponderKey);
        try (ScriptedPort port = scripted(
                answers.about(one.certificate(), OcspBehaviour.NORMAL, world.clock.instant()),
                answers.about(other.certificate(), OcspBehaviour.NORMAL, world.clock.instant()))) {
            OcspStatuses statuses = world.statuses(port.port());
            TrustWorld.await(statuses.ofPeer(world.loop, SERVER, one.chain(), world.anchors));

            world.clock.advance(Duration.ofMinutes(1));
            world.top.status(world.below.certificate(), CertificateStatus.REVOKED);
            TrustAnchors next = world.anchors(2);
            assertThat(statuses.known(one.chain(), next)).isNotNull();
            assertThat(TrustWorld.awaitFailure(statuses.ofPeer(world.loop, SERVER, other.chain(), next)))
                    .hasMessageContaining("is revoked");
            assertThat(statuses.known(one.chain(), next)).isNull();
        }
    }

    @Test
    void refusesWhatDoesNotShowThePeerToBeGood() throws Exception {
        KeyEntry key = world.authentication(world.top);
        KeyEntry other = world.authentication(world.top);
        byte[] stale = answer(key, OcspBehaviour.NORMAL.stale(Duration.ofHours(2)));
        byte[] ofOther = answer(other, OcspBehaviour.NORMAL);
        world.top.status(key.certificate(), CertificateStatus.REVOKED);
        byte[] revoked = answer(key, OcspBehaviour.NORMAL);
        for (byte[] bad : List.of(stale, ofOther, revoked, new byte[] {1, 2, 3})) {
            try (ScriptedPort port = scripted(bad)) {
                OcspStatuses statuses = world.statuses(port.port());
                Throwable failure =
                        TrustWorld.awaitFailure(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
                assertThat(failure).isInstanceOf(OcspException.class).hasMessageContaining("server.test");
                assertThat(((OcspException) failure).revoked()).isEqualTo(Arrays.equals(bad, revoked));
                assertThat(statuses.known(key.chain(), world.anchors)).isNull();
            }
        }
        try (ScriptedPort port = scripted()) {
            assertThat(TrustWorld.awaitFailure(
                            world.statuses(port.port()).ofPeer(world.loop, SERVER, key.chain(), world.anchors)))
                    .isInstanceOf(OcspException.class);
        }
    }

    @Test
    void aFailureIsRememberedForASecond() throws Exception {
        KeyEntry key = world.authentication(world.top);
        try (ScriptedPort port = scripted(new byte[0])) {
            OcspStatuses statuses = world.statuses(port.port());
            TrustWorld.awaitFailure(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
            assertThat(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors)
                            .cause())
                    .isInstanceOf(OcspException.class);
            assertThat(port.requests()).isEqualTo(1);
            await().atMost(TrustWorld.PATIENCE)
                    .pollInterval(200, TimeUnit.MILLISECONDS)
                    .until(() -> {
                        TrustWorld.awaitFailure(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
                        return port.requests() == 2;
                    });
        }
    }

    @Test
    void aPeerThatDoesNotListenIsAFailure() throws Exception {
        KeyEntry key = world.authentication(world.top);
        int port;
        try (ScriptedPort closed = scripted()) {
            port = closed.port();
        }
        assertThat(TrustWorld.awaitFailure(world.statuses(port).ofPeer(world.loop, SERVER, key.chain(), world.anchors)))
                .isInstanceOf(OcspException.class);
    }

    @Test
    void judgesWhatAPeerShows() {
        KeyEntry key = world.authentication(world.top);
        byte[] good = answer(key, OcspBehaviour.NORMAL);
        byte[] ofOther = answer(world.authentication(world.top), OcspBehaviour.NORMAL);
        OcspStatuses statuses = world.statuses();

        for (int i = 0; i < 2; i++) {
            assertThat(judged(statuses, key, good).good()).isTrue();
            assertThat(judged(statuses, key, good.clone()).good()).isTrue();
            assertThat(judged(statuses, key).good()).isFalse();
            assertThat(judged(statuses, key, ofOther)).isEqualTo(judged(statuses, key));
            assertThat(judged(statuses, key, ofOther, good).good()).isTrue();
            assertThat(judged(statuses, key, good, new byte[] {1}).good()).isFalse();
            byte[] damaged = good.clone();
            damaged[damaged.length / 4] ^= 1; // in what is signed
            assertThat(judged(statuses, key, damaged).good()).isFalse();
        }
        world.clock.advance(Duration.ofMinutes(61));
        assertThat(judged(statuses, key, good))
                .isInstanceOfSatisfying(
                        OcspVerdict.Bad.class,
                        bad -> assertThat(bad.reason())
                                .isIn(OcspVerdict.Reason.STALE, OcspVerdict.Reason.PAST_NEXT_UPDATE));
    }

    @Test
    void anOlderResponseDoesNotReplaceTheOneHeld() throws Exception {
        KeyEntry key = world.authentication(world.top);
        byte[] first = answer(key, OcspBehaviour.NORMAL);
        byte[] older = answer(key, OcspBehaviour.NORMAL.stale(Duration.ofMinutes(5)));
        try (ScriptedPort port = scripted(first)) {
            OcspStatuses statuses = world.statuses(port.port());
            TrustWorld.await(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
            port.answer(List.of(older));
            world.clock.advance(Duration.ofMinutes(46)); // time to renew, and the older one is still fresh
            assertThat(statuses.known(key.chain(), world.anchors)).isNotNull();
            await().atMost(TrustWorld.PATIENCE).until(() -> world.events.count(Events.Kind.OCSP_REFUSED) == 1);
            assertThat(world.events.recent().getLast().reason()).contains("is older than the one known");
            assertThat(Objects.requireNonNull(statuses.known(key.chain(), world.anchors))
                            .getFirst()
                            .der())
                    .isEqualTo(first);
        }
    }

    @Test
    void aRevocationSeenAnywhereCountsEverywhere() throws Exception {
        KeyEntry key = world.authentication(world.top);
        byte[] good = answer(key, OcspBehaviour.NORMAL);
        try (ScriptedPort port = scripted(good)) {
            OcspStatuses statuses = world.statuses(port.port());
            TrustWorld.await(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
            assertThat(judged(statuses, key, good).good()).isTrue();

            world.clock.advance(Duration.ofMinutes(1));
            world.top.status(key.certificate(), CertificateStatus.REVOKED);
            assertThat(judged(statuses, key, answer(key, OcspBehaviour.NORMAL)).good())
                    .isFalse();
            assertThat(world.events.count(Events.Kind.CERTIFICATE_REVOKED)).isEqualTo(1);
            assertThat(judged(statuses, key, good))
                    .isInstanceOfSatisfying(
                            OcspVerdict.Bad.class,
                            bad -> assertThat(bad.reason()).isEqualTo(OcspVerdict.Reason.REPLAYED));
            assertThat(statuses.known(key.chain(), world.anchors)).isNull();
            assertThat(TrustWorld.awaitFailure(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors)))
                    .hasMessageContaining("is older than the one known");

            world.clock.advance(Duration.ofMinutes(1));
            world.top.status(key.certificate(), CertificateStatus.GOOD);
            assertThat(judged(statuses, key, answer(key, OcspBehaviour.NORMAL)).good())
                    .isTrue();
        }
    }

    /** As with two intermediates in a real ecosystem: the peer is asked for its own certificate and nothing else. */
    @Test
    void thePeersIntermediateIsAskedForAtItsAuthorityAlthoughOursIsAnother() throws Exception {
        CertificateAuthority beside = world.top.intermediate("CA beside", KeyKind.EC_P256);
        CaNode node = new CaNode(beside.certificate(), List.of());
        world.anchors = world.anchors(1, List.of(world.topResponder.uri()), node);
        KeyEntry ours = world.authentication(world.below);
        KeyEntry theirs = world.authentication(beside);
        byte[] status = new OcspAnswers(beside, beside.self())
                .about(theirs.certificate(), OcspBehaviour.NORMAL, world.clock.instant());
        try (ScriptedPort port = scripted(status)) {
            OcspStatuses statuses = world.statuses(port.port());
            world.identities(statuses).use(List.of(ours), List.of());
            statuses.refresh().block(TrustWorld.PATIENCE);
            assertThat(statuses.ownAuthentication()).hasSize(2);
            int before = world.topResponder.requests();

            List<OcspResponse> responses =
                    TrustWorld.await(statuses.ofPeer(world.loop, SERVER, theirs.chain(), world.anchors));
            assertThat(responses).hasSize(2);
            assertThat(responses.getLast().statusOf(beside.certificate(), world.top.certificate()))
                    .isNotNull();
            assertThat(world.topResponder.requests()).isEqualTo(before + 1);
            assertThat(port.asked())
                    .containsExactly(
                            "/?cert=" + CertHash.sha1(theirs.certificate()).hex() + "&cert_hash="
                                    + CertHash.sha256(theirs.certificate()).hex());

            world.top.status(beside.certificate(), CertificateStatus.REVOKED);
            world.clock.advance(Duration.ofMinutes(61));
            port.answer(List.of(new OcspAnswers(beside, beside.self())
                    .about(theirs.certificate(), OcspBehaviour.NORMAL, world.clock.instant())));
            assertThat(TrustWorld.awaitFailure(statuses.ofPeer(world.loop, SERVER, theirs.chain(), world.anchors)))
                    .hasMessageContaining("CN=CA beside")
                    .hasMessageContaining("is revoked");
            assertThat(statuses.known(theirs.chain(), world.anchors)).isNull();
        }
    }

    @Test
    void manyPeersOfOneAuthorityAskForItOnce() throws Exception {
        List<KeyEntry> keys = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            keys.add(world.authentication(world.below));
        }
        OcspAnswers answers = new OcspAnswers(world.below, world.belowResponderKey);
        byte[][] all = keys.stream()
                .map(key -> answers.about(key.certificate(), OcspBehaviour.NORMAL, world.clock.instant()))
                .toArray(byte[][]::new);
        world.topResponder.behave(OcspBehaviour.NORMAL.slow(Duration.ofMillis(200)));
        List<Future<List<OcspResponse>>> asked = new ArrayList<>();
        try (ScriptedPort port = scripted(all)) {
            OcspStatuses statuses = world.statuses(port.port());
            for (KeyEntry key : keys) {
                asked.add(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
            }
            for (Future<List<OcspResponse>> one : asked) {
                assertThat(TrustWorld.await(one)).hasSize(2);
            }
            assertThat(world.topResponder.requests()).isEqualTo(1);
            assertThat(port.requests()).isEqualTo(keys.size());
        }
    }

    private OcspVerdict judged(OcspStatuses statuses, KeyEntry key, byte[]... responses) {
        return statuses.judge(key.chain(), List.of(responses), world.anchors, world.clock.instant());
    }

    /** What was found good is not good at any earlier time: the response would be of the future. */
    @Test
    void aClockThatIsSetBackMakesNothingGoodThatIsNotYet() throws Exception {
        KeyEntry key = world.authentication(world.top);
        byte[] good = answer(key, OcspBehaviour.NORMAL);
        try (ScriptedPort port = scripted(good)) {
            OcspStatuses statuses = world.statuses(port.port());
            TrustWorld.await(statuses.ofPeer(world.loop, SERVER, key.chain(), world.anchors));
            assertThat(judged(statuses, key, good).good()).isTrue();

            world.clock.advance(Duration.ofSeconds(-30));
            assertThat(statuses.known(key.chain(), world.anchors))
                    .as("clocks may differ")
                    .isNotNull();
            assertThat(judged(statuses, key, good).good()).isTrue();
            world.clock.advance(Duration.ofSeconds(-31));
            assertThat(statuses.known(key.chain(), world.anchors)).isNull();
            assertThat(judged(statuses, key, good).good()).isFalse();

            world.clock.advance(Duration.ofSeconds(61));
            assertThat(statuses.known(key.chain(), world.anchors)).isNotNull();
            assertThat(judged(statuses, key, good).good()).isTrue();
            assertThat(port.requests()).isEqualTo(1);
        }
    }

    @Test
    void theChainThatAPeerShowsIsJudgedToo() {
        KeyEntry key = world.authentication(world.top);
        byte[] good = answer(key, OcspBehaviour.NORMAL);
        TrustAnchors none = TrustAnchors.of(List.of(), world.anchors.rules(), 9);
        assertThat(world.statuses()
                        .judge(key.chain(), List.of(good), none, world.clock.instant())
                        .good())
                .isFalse();
        assertThat(Objects.requireNonNull(key.chain())).isNotEmpty();
    }
}
