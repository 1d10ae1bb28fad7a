package org.spean.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.hashchain.HashChainWalk;
import org.spean.crypto.timestamp.TimeStampRequest;
import org.spean.crypto.timestamp.TimeStampToken;
import org.spean.crypto.xades.SignatureTimeStamps;
import org.spean.event.Events.Kind;
import org.spean.messagelog.ArchiveLedger.Duty;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceStamp;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.StampBehaviour;
import org.spean.testbed.authority.StampBehaviour.Lie;

class TimeStampingTest {
    private static final DigestAlgorithm SHA = DigestAlgorithm.SHA_512;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    /** The token is by an approved authority over what it should be over, and leads to the record's signature. */
    private static void assertStamped(StampWorld world, long record) throws Exception {
        Evidence evidence = world.read(record);
        EvidenceStamp stamp = Objects.requireNonNull(evidence.stamp(), "record " + record + " waits");
        byte[] document = evidence.signature().signature();
        byte[] result = stamp.result();
        byte[] covered;
        if (result == null) {
            covered = SignatureTimeStamps.stampedValue(document);
        } else {
            HashChainWalk.checkStamped(result, Objects.requireNonNull(stamp.chain()), document);
            covered = result;
        }
        world.settings()
                .approved()
                .verify(TimeStampToken.parse(stamp.token()), TimeStampRequest.over(SHA, SHA.digest(covered)));
        assertThat(stamp.time()).isEqualTo(world.clock.instant());
    }

    @Test
    void oneStampCoversAllThatWaitsAndABatchOfMessagesIsOneLeaf() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            List<Long> ids = world.batches(5, 10);
            assertThat(world.store.stamps().pending()).isEqualTo(5);
            assertThat(world.stamping.run()).isEqualTo(5);
            assertThat(world.tsa(0).requests()).isEqualTo(1);
            assertThat(world.store.stamps().pending()).isZero();
            for (long id : ids) {
                assertStamped(world, id);
            }
            assertThat(world.stamping.run()).isZero();
            assertThat(world.tsa(0).requests()).isEqualTo(1);
            StampStatus status = world.stamping.status();
            assertThat(status.documents()).isEqualTo(5);
            assertThat(status.stamps()).isEqualTo(1);
            assertThat(status.pending()).isZero();
            assertThat(status.failingSince()).isNull();
            assertThat(status.lastSuccess()).isEqualTo(StampWorld.NOW);
            assertThat(status.authorities().getFirst().lastStamp()).isEqualTo(StampWorld.NOW);
        }
    }

    @Test
    void roundsAreRepeatedUntilNothingWaits() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            world.documents = 3;
            List<Long> ids = world.batches(8, 1);
            assertThat(world.stamping.run()).isEqualTo(8);
            assertThat(world.tsa(0).requests()).isEqualTo(3);
            assertThat(world.store.stamps().pending()).isZero();
            Set<List<Byte>> results = new HashSet<>();
            for (long id : ids) {
                assertStamped(world, id);
                results.add(bytes(Objects.requireNonNull(
                        Objects.requireNonNull(world.read(id).stamp()).result())));
            }
            assertThat(results).hasSize(3);
        }
    }

    /** More than X-Road puts under a stamp: of what waits only digests are in memory at any time. */
    @Test
    void tenThousandDocumentsAreARoundAndTheRestAnother() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            List<Long> ids = world.small(10_050);
            assertThat(world.stamping.run()).isEqualTo(10_050);
            assertThat(world.tsa(0).requests()).isEqualTo(2);
            assertThat(world.store.stamps().pending()).isZero();
            for (int i : new int[] {0, 1, 4711, 9_999, 10_000, 10_049}) {
                assertStamped(world, ids.get(i));
            }
        }
    }

    @Test
    void aSignatureAloneIsStampedItself() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            long id = world.write(List.of(world.records.captured())).getFirst();
            assertThat(world.stamping.run()).isEqualTo(1);
            assertThat(Objects.requireNonNull(world.read(id).stamp()).result()).isNull();
            assertStamped(world, id);
        }
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                Arguments.of(
                        StampBehaviour.NORMAL.lying(Lie.WRONG_IMPRINT),
                        Kind.TIME_STAMP_REFUSED,
                        "is over something else"),
                Arguments.of(StampBehaviour.NORMAL.lying(Lie.WRONG_NONCE), Kind.TIME_STAMP_REFUSED, "nonce 4711"),
                Arguments.of(StampBehaviour.NORMAL.lying(Lie.NOT_GRANTED), Kind.TIME_STAMP_REFUSED, "not today"),
                Arguments.of(
                        StampBehaviour.NORMAL.lying(Lie.WRONG_CERTIFICATE),
                        Kind.TIME_STAMP_REFUSED,
                        "by no approved time-stamping authority"),
                Arguments.of(StampBehaviour.NORMAL.lying(Lie.BROKEN_SIGNATURE), Kind.TIME_STAMP_REFUSED, "signature"),
                Arguments.of(StampBehaviour.NORMAL.lying(Lie.GARBAGE), Kind.TIME_STAMP_REFUSED, "cannot be read"),
                Arguments.of(StampBehaviour.NORMAL.lying(Lie.HUGE), Kind.TIME_STAMP_REFUSED, "more than 69632 bytes"),
                Arguments.of(StampBehaviour.NORMAL.lying(Lie.HTTP_ERROR), Kind.TIME_STAMP_UNREACHABLE, "503"),
                Arguments.of(
                        StampBehaviour.NORMAL.past(Duration.ofDays(1)),
                        Kind.TIME_STAMP_REFUSED,
                        "is of 2026-11-22T13:20:00Z"),
                Arguments.of(
                        StampBehaviour.NORMAL.past(Duration.ofDays(-1)),
                        Kind.TIME_STAMP_REFUSED,
                        "is of 2026-11-24T13:20:00Z"),
                Arguments.of(StampBehaviour.NORMAL.down(), Kind.TIME_STAMP_UNREACHABLE, ""),
                Arguments.of(
                        StampBehaviour.NORMAL.slow(Duration.ofSeconds(30)),
                        Kind.TIME_STAMP_UNREACHABLE,
                        "no answer within 1500 ms"));
    }

    /** Refused by name and counted; the next authority is asked at once. */
    @ParameterizedTest
    @MethodSource("lies")
    void anAuthorityThatCannotBeBelievedIsPassedOver(StampBehaviour behaviour, Kind kind, String why) throws Exception {
        try (StampWorld world = new StampWorld(folder, 2)) {
            world.timeout = Duration.ofMillis(1500);
            world.documents = 2;
            world.tsa(0).behave(behaviour);
            List<Long> ids = world.batches(6, 1);
            assertThat(world.stamping.run()).isEqualTo(6);
            assertThat(world.events.count(kind))
                    .as("asked last once it has failed")
                    .isEqualTo(1);
            assertThat(world.events.recent().getFirst().subject())
                    .isEqualTo("TSA 1 at " + world.tsa(0).uri());
            assertThat(world.events.recent().getFirst().reason()).contains(why);
            assertThat(world.tsa(1).requests()).isEqualTo(3);
            for (long id : ids) {
                assertStamped(world, id);
            }
            StampStatus status = world.stamping.status();
            assertThat(status.failingSince()).isNull();
            assertThat(status.authorities().getFirst().failure()).contains(why);
            assertThat(status.authorities().getLast().failure()).isNull();
        }
    }

    @Test
    void theStampOfAnotherRequestIsRefused() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            world.batches(2, 1);
            world.stamping.run();
            List<Long> ids = world.batches(2, 1);
            world.tsa(0).behave(StampBehaviour.NORMAL.lying(Lie.OTHER_REQUEST));
            assertThat(world.stamping.run()).isZero();
            assertThat(world.events.count(Kind.TIME_STAMP_REFUSED)).isEqualTo(1);
            assertThat(world.events.recent().getFirst().reason()).contains("is over something else");
            assertThat(world.store.stamps().pending()).isEqualTo(2);
            world.tsa(0).behave(StampBehaviour.NORMAL);
            assertThat(world.stamping.run()).isEqualTo(2);
            assertStamped(world, ids.getFirst());
        }
    }

    @Test
    void anApprovedCertificateThatIsNotForTimeStampsIsRefused() throws Exception {
        try (StampWorld world = new StampWorld(folder, 0)) {
            world.add(world.ca.withoutPurpose("No TSA", KeyKind.EC_P256));
            world.batches(2, 1);
            assertThat(world.stamping.run()).isZero();
            assertThat(world.events.count(Kind.TIME_STAMP_REFUSED)).isEqualTo(1);
            assertThat(world.store.stamps().pending()).isEqualTo(2);
        }
    }

    @Test
    void messagesStopWhenStampingHasFailedForTooLongAndGoOnWhenItWorks() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            world.acceptable = Duration.ofHours(1);
            List<Long> ids = world.batches(2, 1);
            world.tsa(0).behave(StampBehaviour.NORMAL.down());
            world.stamping.run();
            assertThat(world.stamping.refusing()).isFalse();
            assertThat(world.stamping.status().failingSince()).isEqualTo(StampWorld.NOW);
            assertThat(world.stamping.status().failure())
                    .contains("TSA 1 at " + world.tsa(0).uri());
            world.clock.advance(Duration.ofMinutes(59));
            world.stamping.run();
            assertThat(world.stamping.refusing()).isFalse();
            assertThat(world.stamping.status().failingSince()).isEqualTo(StampWorld.NOW);
            world.clock.advance(Duration.ofMinutes(2));
            assertThat(world.stamping.refusing()).isTrue();
            assertThat(world.stamping.status().refusing()).isTrue();
            assertThat(world.stamping.status().pending()).isEqualTo(2);
            assertThat(world.events.count(Kind.TIME_STAMPING_FAILED)).isEqualTo(2);
            world.tsa(0).behave(StampBehaviour.NORMAL);
            world.stamping.run();
            assertThat(world.stamping.refusing()).isFalse();
            assertStamped(world, ids.getFirst());
        }
    }

    /** Stamping fails while the clock differs from the authorities', which is no reason to refuse messages afterwards. */
    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void howLongItHasFailedIsNotForTheClockToSay(long days) throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            world.acceptable = Duration.ofHours(1);
            world.batches(2, 1);
            world.tsa(0).behave(StampBehaviour.NORMAL.down());
            world.clock.set(Duration.ofDays(days));
            world.stamping.run();
            assertThat(world.stamping.refusing()).isFalse();
            world.clock.set(Duration.ofDays(-days));
            assertThat(world.stamping.refusing()).isFalse();
            world.stamping.run();
            world.clock.set(Duration.ofDays(-days));
            assertThat(world.stamping.refusing()).isFalse();
            world.clock.advance(Duration.ofMinutes(61));
            assertThat(world.stamping.refusing()).isTrue();
        }
    }

    @Test
    void withoutAnAcceptablePeriodMessagesNeverStop() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            world.acceptable = Duration.ZERO;
            world.batches(2, 1);
            world.tsa(0).behave(StampBehaviour.NORMAL.down());
            world.stamping.run();
            world.clock.advance(Duration.ofDays(400));
            assertThat(world.stamping.refusing()).isFalse();
            assertThat(world.stamping.status().failingSince()).isEqualTo(StampWorld.NOW);
        }
    }

    @Test
    void stampsAtIntervalsAndSoonerAfterAFailure() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            world.interval = Duration.ofHours(1);
            world.retryDelay = Duration.ofSeconds(1);
            world.batches(2, 1);
            world.tsa(0).behave(StampBehaviour.NORMAL.down());
            world.stamping.start();
            await().atMost(PATIENCE).until(() -> world.tsa(0).requests() >= 2);
            world.tsa(0).behave(StampBehaviour.NORMAL);
            await().atMost(PATIENCE).until(() -> world.store.stamps().pending() == 0);
            world.batches(2, 1);
            await().atMost(PATIENCE).until(() -> world.stamping.status().pending() == 2);
            assertThat(world.store.stamps().pending()).isEqualTo(2);
            world.interval = Duration.ofSeconds(1); // as by a changed configuration
            await().atMost(PATIENCE).until(() -> world.store.stamps().pending() == 0);
        }
    }

    @Test
    void stampsOneOnDemandAndOnce() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            world.batches(2, 1);
            long id = world.write(List.of(world.records.captured())).getFirst();
            EvidenceStamp stamp = world.stamping.force(id);
            assertThat(stamp.result()).isNull();
            assertStamped(world, id);
            assertThat(world.store.stamps().pending()).isEqualTo(2);
            assertThat(world.stamping.force(id).token()).isEqualTo(stamp.token());
            assertThat(world.tsa(0).requests()).isEqualTo(1);
            assertThatThrownBy(() -> world.stamping.force(4711)).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void sayWhyNothingCouldBeStampedOnDemand() throws Exception {
        try (StampWorld world = new StampWorld(folder, 2)) {
            long id = world.write(List.of(world.records.captured())).getFirst();
            world.tsa(0).behave(StampBehaviour.NORMAL.lying(Lie.NOT_GRANTED));
            world.tsa(1).behave(StampBehaviour.NORMAL.lying(Lie.HTTP_ERROR));
            assertThatThrownBy(() -> world.stamping.force(id))
                    .isInstanceOf(StampException.class)
                    .hasMessageContaining("TSA 1 at ")
                    .hasMessageContaining("not today")
                    .hasMessageContaining("TSA 2 at ")
                    .hasMessageContaining("503");
            assertThat(world.store.stamps().pending()).isEqualTo(1);
        }
    }

    @Test
    void whatIsConfiguredButNotApprovedIsNamed() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            world.unapproved = List.of("http://nobody.example");
            world.batches(2, 1);
            assertThat(world.stamping.run()).isEqualTo(2);
            assertThat(world.events.recent().getFirst().subject()).isEqualTo("http://nobody.example");
        }
    }

    @Test
    void withoutAnyAuthorityItFails() throws Exception {
        try (StampWorld world = new StampWorld(folder, 0)) {
            world.batches(2, 1);
            world.stamping.run();
            assertThat(world.stamping.status().failure()).isEqualTo("no time-stamping authority is approved");
        }
    }

    @Test
    void anotherGatewayMayHaveTheDuty() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            world.batches(2, 1);
            try (Duty _ = world.store.archive().begin(TimeStamping.DUTY).orElseThrow()) {
                assertThat(world.stamping.run()).isZero();
                // numbers of this log are of 1970: it has waited long
                assertThat(world.stamping.status().failure()).contains("waiting since 1970-01-01");
            }
            assertThat(world.stamping.run()).isEqualTo(2);
            assertThat(world.stamping.status().failure()).isNull();
            assertThat(world.tsa(0).requests()).isEqualTo(1);
        }
    }

    @Test
    void aLogThatCannotBeReadIsAFailureAndNoMore() throws Exception {
        try (StampWorld world = new StampWorld(folder, 1)) {
            world.batches(2, 1);
            Files.move(folder.resolve("log"), folder.resolve("away"));
            assertThat(world.stamping.run()).isZero();
            assertThat(world.events.count(Kind.TIME_STAMPING_FAILED)).isEqualTo(1);
            assertThat(world.stamping.status().failingSince()).isEqualTo(StampWorld.NOW);
        }
    }

    private static List<Byte> bytes(byte[] array) {
        List<Byte> list = new ArrayList<>();
        for (byte one : array) {
            list.add(one);
        }
        return list;
    }
}
