package org.spean.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.key.SigningKey;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.event.Events;
import org.spean.identifier.MemberId;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.OcspBehaviour;
import reactor.core.publisher.Mono;

/** Our own keys and their status: {@link Identities} over {@link OcspStatuses}. */
class IdentitiesTest {
    private final TrustWorld world = new TrustWorld();
    private final OcspStatuses statuses = world.statuses();
    private final Identities identities = world.identities(statuses);

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private void refresh() {
        statuses.refresh().block(TrustWorld.PATIENCE);
    }

    private int asked() {
        return world.topResponder.requests() + world.belowResponder.requests();
    }

    @Test
    void aKeyIsUsableOnceItsStatusIsKnown() {
        KeyEntry signing = world.signing(world.top);
        KeyEntry authentication = world.authentication(world.top);
        identities.use(List.of(authentication), List.of(signing));
        assertThat(identities.signing(TrustWorld.MEMBER)).isNull();
        assertThat(statuses.ownAuthentication()).isNull();

        refresh();
        SigningIdentity identity = Objects.requireNonNull(identities.signing(TrustWorld.MEMBER));
        assertThat(identity.certificate()).isEqualTo(signing.certificate());
        assertThat(identity.ocsp()).containsExactly(Objects.requireNonNull(statuses.current(signing.certificate())));
        assertThat(identities.signing(TrustWorld.MEMBER)).isSameAs(identity);
        assertThat(statuses.ownAuthentication()).hasSize(1).isSameAs(statuses.ownAuthentication());
        assertThat(Objects.requireNonNull(identities.authentication()).chain()).hasSize(1);
        assertThat(identities.signing(new MemberId("CAMBODIA", "GOV", "other"))).isNull();
        assertThat(identities.members()).containsExactly(TrustWorld.MEMBER);
    }

    @Test
    void whatWeAuthenticateWithIsAnnouncedBeforeItIsInUse() {
        KeyEntry old = world.authentication(world.top);
        identities.use(List.of(old), List.of());
        refresh();
        List<AuthenticationIdentity> announced = new ArrayList<>();
        List<AuthenticationIdentity> inUse = new ArrayList<>();
        identities.beforeRenewal(next -> {
            announced.add(next);
            inUse.add(Objects.requireNonNull(identities.authentication()));
        });
        KeyEntry next = world.authentication(world.top);
        identities.use(List.of(next), List.of());
        identities.refresh();

        assertThat(announced).extracting(AuthenticationIdentity::certificate).containsExactly(next.certificate());
        assertThat(inUse).extracting(AuthenticationIdentity::certificate).containsExactly(old.certificate());
        assertThat(identities.authentication()).isEqualTo(announced.getFirst());
    }

    @Test
    void intermediatesHaveTheirStatusToo() {
        KeyEntry authentication = world.authentication(world.below);
        identities.use(List.of(authentication), List.of(world.signing(world.below)));
        refresh();

        SigningIdentity identity = Objects.requireNonNull(identities.signing(TrustWorld.MEMBER));
        assertThat(identity.chain()).hasSize(2).contains(world.below.certificate());
        assertThat(identity.ocsp()).hasSize(2);
        List<byte[]> shown = Objects.requireNonNull(statuses.ownAuthentication());
        assertThat(shown).hasSize(2);
        assertThat(statuses.judge(TrustWorld.sent(authentication), shown, world.anchors, world.clock.instant())
                        .good())
                .isTrue();
        assertThat(world.topResponder.requests()).as("shared by both keys").isEqualTo(1);
    }

    @Test
    void aResponseIsRenewedAtTheFetchInterval() {
        KeyEntry signing = world.signing(world.top);
        identities.use(List.of(), List.of(signing));
        refresh();
        OcspResponse first = statuses.current(signing.certificate());
        world.clock.advance(Duration.ofMinutes(17));
        refresh();
        assertThat(asked()).isEqualTo(1);

        world.clock.advance(Duration.ofMinutes(4));
        refresh();
        assertThat(asked()).isEqualTo(2);
        assertThat(statuses.current(signing.certificate())).isNotNull().isNotEqualTo(first);
    }

    @Test
    void anOldResponseServesUntilItIsStaleWhileTheResponderIsDown() {
        KeyEntry signing = world.signing(world.top);
        identities.use(List.of(), List.of(signing));
        refresh();
        world.topResponder.behave(OcspBehaviour.NORMAL.down());
        world.clock.advance(Duration.ofMinutes(31));
        refresh();
        assertThat(identities.signing(TrustWorld.MEMBER)).isNotNull();

        world.clock.advance(Duration.ofMinutes(30));
        refresh();
        assertThat(identities.signing(TrustWorld.MEMBER)).isNull();

        world.topResponder.behave(OcspBehaviour.NORMAL);
        world.clock.advance(Duration.ofMinutes(1));
        refresh();
        assertThat(identities.signing(TrustWorld.MEMBER)).isNotNull();
    }

    @Test
    void afterAFailureTheNextQuestionsComeAtGrowingDistances() {
        world.topResponder.behave(OcspBehaviour.NORMAL.down());
        identities.use(List.of(), List.of(world.signing(world.top)));
        refresh();
        int first = asked();
        assertThat(first).isPositive();
        refresh();
        assertThat(asked()).isEqualTo(first);
        world.clock.advance(Duration.ofSeconds(1));
        refresh();
        int second = asked();
        assertThat(second).isGreaterThan(first);
        world.clock.advance(Duration.ofSeconds(1));
        refresh();
        assertThat(asked()).isEqualTo(second);
        world.clock.advance(Duration.ofSeconds(1));
        refresh();
        assertThat(asked()).isGreaterThan(second);
    }

    @Test
    void aRevokedKeyIsDroppedAtOnce() {
        KeyEntry signing = world.signing(world.top);
        identities.use(List.of(), List.of(signing));
        refresh();
        world.top.status(signing.certificate(), CertificateStatus.REVOKED);
        world.clock.advance(Duration.ofMinutes(31));
        refresh();
        assertThat(identities.signing(TrustWorld.MEMBER)).isNull();
    }

    @Test
    void keysOfUnknownAuthoritiesAreLeftOut() {
        CertificateAuthority foreign = CertificateAuthority.root("Foreign", KeyKind.EC_P256, world.clock);
        identities.use(List.of(world.authentication(foreign)), List.of(world.signing(foreign)));
        refresh();
        assertThat(identities.members()).isEmpty();
        assertThat(identities.authentication()).isNull();
        assertThat(asked()).isZero();
    }

    @Test
    void anAuthenticationKeyDoesNotSignMessages() {
        identities.use(List.of(), List.of(world.authentication(world.top)));
        assertThat(identities.members()).isEmpty();
    }

    @Test
    void aNewStateOfTheAnchorsKeepsResponsesAndTheTlsIdentity() {
        KeyEntry signing = world.signing(world.top);
        identities.use(List.of(world.authentication(world.top)), List.of(signing));
        refresh();
        AuthenticationIdentity tls = identities.authentication();
        int before = asked();

        world.anchors = world.anchors(2);
        identities.refresh();
        refresh();
        assertThat(identities.signing(TrustWorld.MEMBER)).isNotNull();
        assertThat(identities.authentication()).isSameAs(tls);
        assertThat(asked()).isEqualTo(before);

        world.anchors = TrustAnchors.of(List.of(), world.anchors.rules(), 3);
        identities.refresh();
        assertThat(identities.signing(TrustWorld.MEMBER)).isNull();
        assertThat(identities.authentication()).isNull();
    }

    @Test
    void ofTwoKeysOfOneMemberOneIsUsed() {
        KeyEntry one = world.signing(world.top);
        KeyEntry two = world.signing(world.top);
        identities.use(List.of(), List.of(one, two));
        refresh();
        X509Certificate used =
                Objects.requireNonNull(identities.signing(TrustWorld.MEMBER)).certificate();
        assertThat(List.of(one.certificate(), two.certificate())).contains(used);
        PrivateKey removed = used.equals(one.certificate()) ? one.key() : two.key();
        identities.use(List.of(), List.of(removed.equals(one.key()) ? two : one));
        refresh();
        assertThat(Objects.requireNonNull(identities.signing(TrustWorld.MEMBER)).certificate())
                .isNotEqualTo(used);
    }

    /** A change of the global configuration has keys judged by a clock that is wrong just then. */
    @ParameterizedTest
    @ValueSource(longs = {4000, -4000})
    void keysThatAWrongClockLeftOutComeBack(long days) {
        KeyEntry signing = world.signing(world.top);
        KeyEntry authentication = world.authentication(world.top);
        identities.use(List.of(authentication), List.of(signing));
        refresh();
        world.clock.advance(Duration.ofDays(days));
        identities.refresh();
        assertThat(identities.members()).isEmpty();
        assertThat(identities.authentication()).isNull();
        world.clock.advance(Duration.ofDays(-days));
        identities.review();
        refresh();
        assertThat(identities.signing(TrustWorld.MEMBER)).isNotNull();
        assertThat(identities.authentication()).isNotNull();
    }

    @Test
    void reviewsDoNotTellOfTheSameKeyAllTheTime() {
        KeyEntry signing = world.signing(world.top);
        world.clock.advance(Duration.ofDays(-4000));
        identities.use(List.of(), List.of(signing));
        for (int i = 0; i < 5; i++) {
            identities.review();
        }
        assertThat(world.events.count(Events.Kind.CERTIFICATE_REFUSED)).isEqualTo(1);
    }

    private X509Certificate signer() {
        return Objects.requireNonNull(identities.signing(TrustWorld.MEMBER)).certificate();
    }

    @Test
    void theNewestKeySignsAndAnOlderOneTakesOverWhenItIsRevoked() {
        KeyEntry older = world.signing(world.top);
        world.clock.advance(Duration.ofSeconds(10));
        KeyEntry newer = world.signing(world.below);
        identities.use(List.of(), List.of(older, newer));
        refresh();
        assertThat(signer()).isEqualTo(newer.certificate());

        world.below.status(newer.certificate(), CertificateStatus.REVOKED);
        world.clock.advance(Duration.ofMinutes(31));
        refresh();
        assertThat(signer()).isEqualTo(older.certificate());

        world.top.status(older.certificate(), CertificateStatus.REVOKED);
        world.clock.advance(Duration.ofMinutes(31));
        refresh();
        assertThat(identities.signing(TrustWorld.MEMBER)).isNull();
    }

    @Test
    void anOlderKeyTakesOverWhenTheNewestExpires() {
        KeyEntry older = world.signing(world.top);
        world.clock.advance(Duration.ofSeconds(10));
        KeyEntry newer = world.signing(world.top, world.clock.instant().plus(Duration.ofMinutes(30)));
        identities.use(List.of(), List.of(older, newer));
        refresh();
        assertThat(signer()).isEqualTo(newer.certificate());

        world.clock.advance(Duration.ofMinutes(30).plusSeconds(1));
        assertThat(signer()).as("at once").isEqualTo(older.certificate());
        refresh();
        assertThat(signer()).isEqualTo(older.certificate());
    }

    @Test
    void aChangeIsReadyWhenItIsMadeSoThatNoMessageFallsBetween() {
        KeyEntry older = world.signing(world.top);
        identities.use(List.of(), List.of(older));
        refresh();
        world.clock.advance(Duration.ofSeconds(10));
        KeyEntry newer = world.signing(world.top);
        identities.use(List.of(), List.of(newer));
        assertThat(signer()).as("its status was asked for before").isEqualTo(newer.certificate());
    }

    /** A private key in a token that may be out of reach. */
    private record InToken(KeyEntry inner, AtomicBoolean there) implements PrivateKey, SigningKey {
        @Override
        public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
            return Mono.error(new IllegalStateException("not asked here"));
        }

        @Override
        public KeyAlgorithm algorithm() {
            return KeyAlgorithm.of(inner.key());
        }

        @Override
        public boolean onCpu() {
            return false;
        }

        @Override
        public boolean available() {
            return there.get();
        }

        @Override
        public String getAlgorithm() {
            return inner.key().getAlgorithm();
        }

        @Override
        public @Nullable String getFormat() {
            return null;
        }

        @Override
        public byte @Nullable [] getEncoded() {
            return null;
        }
    }

    @Test
    void anotherKeyTakesOverWhileATokenIsLost() {
        KeyEntry older = world.signing(world.top);
        world.clock.advance(Duration.ofSeconds(10));
        KeyEntry newer = world.signing(world.top);
        AtomicBoolean there = new AtomicBoolean(true);
        identities.use(List.of(), List.of(older, new KeyEntry(newer.chain(), new InToken(newer, there))));
        refresh();
        assertThat(signer()).isEqualTo(newer.certificate());
        there.set(false);
        assertThat(signer()).isEqualTo(older.certificate());
        there.set(true);
        assertThat(signer()).isEqualTo(newer.certificate());
    }

    @Test
    void anAuthenticationKeyThatIsNotRegisteredWaits() {
        KeyEntry older = world.authentication(world.top);
        world.clock.advance(Duration.ofSeconds(10));
        KeyEntry newer = world.authentication(world.top);
        world.registered.add(older.certificate());
        identities.use(List.of(newer, older), List.of());
        refresh();
        identities.review();
        assertThat(Objects.requireNonNull(identities.authentication()).certificate())
                .isEqualTo(older.certificate());

        world.registered.add(newer.certificate());
        identities.refresh();
        assertThat(Objects.requireNonNull(identities.authentication()).certificate())
                .isEqualTo(newer.certificate());
        assertThat(statuses.ownAuthentication()).hasSize(1);

        world.top.status(newer.certificate(), CertificateStatus.REVOKED);
        world.clock.advance(Duration.ofMinutes(31));
        refresh();
        identities.review();
        assertThat(Objects.requireNonNull(identities.authentication()).certificate())
                .isEqualTo(older.certificate());
    }
}
