package org.spean.messagelog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spean.event.Events;

class GroupCommitLogTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final Records records = new Records(1);
    private final ScriptedStore store = new ScriptedStore();
    private final CountingLoop loop = new CountingLoop();
    private final CountingLoop otherLoop = new CountingLoop();
    private final MockTicker time = Ticker.newMockTicker();
    private final Events events = new Events(InstantSource.system());
    private final AtomicInteger inFlight = new AtomicInteger();
    private final GroupCommitLog log = new GroupCommitLog(
            store,
            new LogSettings(100, 1_000_000, 16, 250_000, TIMEOUT, Duration.ofMillis(20)),
            InstantSource.system(),
            time,
            events,
            inFlight::get);

    @AfterEach
    void end() {
        store.answer = true;
        while (!store.open.isEmpty()) {
            store.succeed();
        }
        log.close();
        assertThat(store.closed).isTrue();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        otherLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void writesAtOnceWhenIdleAndTogetherWhatComesMeanwhile() throws Exception {
        List<LogRecord> all = records.ownBatch(Side.CONSUMER, false, 5);
        List<Future<Committed>> ends = append(all);
        assertThat(store.attempts).hasSize(1);
        assertThat(ends).noneMatch(Future::isDone);

        store.succeed();
        assertThat(get(ends.getFirst()).of(all.getFirst())).isTrue();
        assertThat(get(ends.getFirst()).of(all.get(1))).isFalse();
        assertThat(store.attempts).hasSize(2);
        assertThat(store.attempts.get(1).records().stream().map(LogBatch.RecordRow::record))
                .containsExactlyElementsOf(all.subList(1, 5));
        store.succeed();
        long last = 0;
        for (int i = 0; i < 5; i++) {
            Committed committed = get(ends.get(i));
            assertThat(committed.of(all.get(i))).isTrue();
            assertThat(committed.recordId()).isGreaterThan(last);
            last = committed.recordId();
        }
        assertThat(last).as("fits a JSON number").isLessThan(1L << 53);
        LogCounters counters = log.counters();
        assertThat(counters.records()).isEqualTo(5);
        assertThat(counters.commits()).isEqualTo(2);
        assertThat(counters.queued()).isZero();
        assertThat(counters.queuedBytes()).isZero();
        assertThat(counters.reserved()).isZero();
        assertThat(counters.state()).isEqualTo(LogState.IDLE);
    }

    @Test
    void waitsUntilAShareOfTheExchangesInFlightWaits() throws Exception {
        learnThatAWriteTakesAMillisecond();
        inFlight.set(20);
        List<LogRecord> all = records.ownBatch(Side.CONSUMER, false, 4);
        List<Future<Committed>> ends = append(all.subList(0, 3));
        assertThat(store.attempts).isEmpty();
        Future<Committed> fourth = append(loop, all.get(3));
        assertThat(store.attempts)
                .singleElement()
                .satisfies(batch -> assertThat(batch.records()).hasSize(4));
        store.succeed();
        get(ends.getFirst());
        get(fourth);
    }

    @Test
    void waitsNoLongerThanThreeWrites() throws Exception {
        learnThatAWriteTakesAMillisecond();
        inFlight.set(1000);
        append(records.ownBatch(Side.CONSUMER, false, 2));
        time.advance(2_999_999, TimeUnit.NANOSECONDS);
        append(records.ownBatch(Side.CONSUMER, false, 1));
        assertThat(store.attempts).isEmpty();
        time.advance(1, TimeUnit.NANOSECONDS);
        await("the event loop's look").until(() -> store.attempts.size() == 1);
        assertThat(store.attempts.getFirst().records()).hasSize(3);
    }

    @Test
    void waitsForTenMillisecondsAtMostHoweverSlowWritesWere() throws Exception {
        Future<Committed> slow = append(loop, records.ownDirect());
        time.advance(100, TimeUnit.MILLISECONDS);
        store.succeed();
        get(slow);
        store.attempts.clear();
        inFlight.set(1000);
        append(records.ownBatch(Side.CONSUMER, false, 2));
        time.advance(9_999_999, TimeUnit.NANOSECONDS);
        append(records.ownBatch(Side.CONSUMER, false, 1));
        assertThat(store.attempts).isEmpty();
        time.advance(1, TimeUnit.NANOSECONDS);
        append(records.ownBatch(Side.CONSUMER, false, 1));
        assertThat(store.attempts).hasSize(1);
    }

    @Test
    void whoIsAloneWaitsForNobody() throws Exception {
        learnThatAWriteTakesAMillisecond();
        inFlight.set(1);
        append(records.ownBatch(Side.CONSUMER, false, 1));
        assertThat(store.attempts).hasSize(1);
    }

    @Test
    void aFullBatchIsDueHoweverManyAreInFlight() throws Exception {
        learnThatAWriteTakesAMillisecond();
        inFlight.set(1000);
        append(records.ownBatch(Side.CONSUMER, false, 15));
        assertThat(store.attempts).isEmpty();
        append(records.ownBatch(Side.CONSUMER, false, 1));
        assertThat(store.attempts).hasSize(1);
    }

    @Test
    void whatWaitedDuringAWriteIsWrittenWhenItIsDue() throws Exception {
        learnThatAWriteTakesAMillisecond();
        inFlight.set(10);
        append(records.ownBatch(Side.CONSUMER, false, 2));
        append(records.ownBatch(Side.CONSUMER, false, 1));
        assertThat(store.attempts).hasSize(1);
        store.succeed();
        assertThat(store.attempts).as("one of ten is not enough").hasSize(1);
        append(records.ownBatch(Side.CONSUMER, false, 1));
        assertThat(store.attempts).hasSize(2);
    }

    @Test
    void writesWhatIsNotDueBeforeItCloses() throws Exception {
        learnThatAWriteTakesAMillisecond();
        inFlight.set(1000);
        store.answer = true;
        Future<Committed> waiting = append(loop, records.ownDirect());
        assertThat(store.attempts).isEmpty();
        log.close();
        get(waiting);
        assertThat(store.attempts).hasSize(1);
    }

    @Test
    void whatWaitsIsWrittenThoughTheEventLoopThatWouldLookHasEnded() throws Exception {
        learnThatAWriteTakesAMillisecond();
        inFlight.set(1000);
        append(otherLoop, records.ownDirect());
        otherLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        time.advance(3, TimeUnit.MILLISECONDS);
        await("the watch's look").until(() -> store.attempts.size() == 1);
        store.succeed();
        append(otherLoop, records.ownDirect());
        await("a write at once").until(() -> store.attempts.size() == 2);
    }

    @Test
    void wakesEachLoopOnceForABatch() throws Exception {
        append(records.ownBatch(Side.CONSUMER, false, 1));
        List<Future<Committed>> ends = new ArrayList<>();
        List<LogRecord> all = records.ownBatch(Side.CONSUMER, false, 16);
        for (int i = 0; i < 16; i++) {
            ends.add(append(i % 4 == 0 ? otherLoop : loop, all.get(i)));
        }
        store.succeed();
        await("the first wake-up").until(() -> loop.wakeUps.get() == 1);
        store.succeed();
        for (Future<Committed> end : ends) {
            get(end);
        }
        assertThat(loop.wakeUps).hasValue(2);
        assertThat(otherLoop.wakeUps).hasValue(1);
        assertThat(log.counters().reserved()).isZero();
        assertThat(log.counters().queued()).isZero();
        assertThat(log.counters().queuedBytes()).isZero();
    }

    @Test
    void writesASignatureOncePerBatchAndSide() throws Exception {
        store.answer = true;
        for (LogRecord record : records.ownBatch(Side.CONSUMER, false, 3)) {
            get(append(loop, record));
        }
        for (LogRecord record : records.peerBatch(Side.PROVIDER, false, 3)) {
            get(append(loop, record));
        }
        get(append(loop, records.ownDirect()));
        assertThat(store.attempts.stream().mapToInt(b -> b.signatures().size())).containsExactly(1, 0, 0, 1, 0, 0, 1);
        for (int i : new int[] {0, 3}) {
            long number = store.attempts.get(i).signatures().getFirst().id();
            for (int j = i; j < i + 3; j++) {
                assertThat(store.attempts.get(j).records().getFirst().signature())
                        .isEqualTo(number);
            }
        }
    }

    @Test
    void theSameSignatureOnTheOtherSideIsWrittenAgain() throws Exception {
        store.answer = true;
        LogRecord consumer = records.peerBatch(Side.CONSUMER, false, 1).getFirst();
        LogRecord provider = new LogRecord(
                Side.PROVIDER,
                false,
                consumer.queryId(),
                consumer.requestId(),
                consumer.client(),
                consumer.service(),
                consumer.time(),
                consumer.message(),
                true,
                List.of(),
                consumer.digests(),
                consumer.signature());
        get(append(loop, consumer));
        get(append(loop, provider));
        assertThat(store.attempts).allMatch(batch -> batch.signatures().size() == 1);
    }

    @Test
    void takesTheNumbersThatAreItsOwnInASharedHome() throws Exception {
        store.answer = true;
        store.step = 32;
        long last = 0;
        for (LogRecord record : records.ownBatch(Side.CONSUMER, false, 5)) {
            long number = get(append(loop, record)).recordId();
            assertThat(number).isGreaterThan(last);
            assertThat(number % 32).isZero();
            last = number;
        }
        assertThat(store.attempts.getFirst().signatures().getFirst().id() % 32).isZero();
    }

    @Test
    void aRecordAndItsSignatureAreInOnePartOfTheStore() throws Exception {
        store.answer = true;
        store.partLength = 200;
        for (LogRecord record : records.ownBatch(Side.CONSUMER, false, 60)) {
            get(append(loop, record));
        }
        List<Long> parts = new ArrayList<>();
        for (LogBatch batch : store.attempts) {
            for (LogBatch.SignatureRow row : batch.signatures()) {
                parts.add(row.id() / 200);
            }
            LogBatch.RecordRow row = batch.records().getFirst();
            assertThat(row.signature() / 200).isEqualTo(row.id() / 200);
            assertThat(row.signature()).isLessThan(row.id());
        }
        assertThat(parts).as("once per part").doesNotHaveDuplicates().hasSizeGreaterThan(1);
    }

    @Test
    void writesABatchOfUnknownOutcomeAgainWithTheSameNumbers() throws Exception {
        List<Future<Committed>> ends = append(records.ownBatch(Side.CONSUMER, false, 1));
        store.fail();
        await("the second attempt").until(() -> store.attempts.size() == 2);
        assertThat(log.unavailable()).isNull();
        store.succeed();
        Committed committed = get(ends.getFirst());
        assertThat(store.numbers()).containsExactly(List.of(committed.recordId()), List.of(committed.recordId()));
        assertThat(store.attempts.get(1).signatures())
                .isEqualTo(store.attempts.get(0).signatures());
        assertThat(log.counters().failedWrites()).isEqualTo(1);
    }

    @Test
    void isDownWhenARecordHasWaitedTooLongAndComesBackByAProbe() throws Exception {
        store.answer = false;
        Reservation admitted = requireNonNull(log.reserve(2));
        Future<Committed> first = log.append(
                loop, admitted, records.ownBatch(Side.CONSUMER, false, 1).getFirst());
        await("a second attempt").until(() -> store.attempts.size() > 1);
        waitLong();
        assertFails(first, "no room on the device");
        await("the state").until(() -> log.reserve(2) == null);
        assertThat(log.unavailable()).contains("down").contains("no room on the device");
        assertThat(events.count(Events.Kind.MESSAGE_LOG_DOWN)).isEqualTo(1);

        List<LogRecord> batch = records.ownBatch(Side.CONSUMER, true, 1);
        Future<Committed> second = log.append(loop, admitted, batch.getFirst());
        waitLong();
        assertFails(second, "no room on the device");
        await("a probe").until(() -> store.probes > 0);
        store.answer = true;
        await("recovery").until(() -> log.unavailable() == null);
        assertThat(log.counters().reserved()).isZero();
        get(append(loop, batch.getFirst()));
        assertThat(store.attempts.getLast().signatures())
                .as("an earlier row may not have been written")
                .hasSize(1);
    }

    @Test
    void isDownWhenAWriteHangsAndBackWhenItEnds() throws Exception {
        List<Future<Committed>> ends = append(records.ownBatch(Side.CONSUMER, false, 2));
        waitLong();
        assertFails(ends.get(0), "not durable");
        assertFails(ends.get(1), "not durable");
        await("the state").until(() -> log.unavailable() != null);
        store.succeed();
        await("recovery").until(() -> log.unavailable() == null);
        assertThat(log.counters().queued()).isZero();
        assertThat(log.counters().state()).isEqualTo(LogState.IDLE);
        store.answer = true;
        get(append(loop, records.ownDirect()));
    }

    @Test
    void theRecordsStillAwaitedAreTriedWithoutThoseGivenUp() throws Exception {
        Reservation admitted = requireNonNull(log.reserve(10));
        List<LogRecord> all = records.ownBatch(Side.CONSUMER, false, 2);
        Future<Committed> first = log.append(loop, admitted, all.get(0));
        waitLong();
        assertFails(first, "not durable");
        Future<Committed> second = log.append(loop, admitted, all.get(1));
        store.fail();
        await("the second record").until(() -> store.attempts.size() == 2);
        assertThat(store.attempts.get(1).records())
                .singleElement()
                .satisfies(row -> assertThat(row.record()).isSameAs(all.get(1)));
        assertThat(store.attempts.get(1).signatures())
                .as("not known to be there")
                .hasSize(1);
        store.succeed();
        assertThat(get(second).of(all.get(1))).isTrue();
        log.release(admitted);
        await("all places back").until(() -> log.counters().reserved() == 0);
    }

    @Test
    void admitsAsManyAsThereArePlaces() {
        Reservation first = requireNonNull(log.reserve(99));
        assertThat(log.reserve(2)).isNull();
        Reservation second = requireNonNull(log.reserve(1));
        assertThat(log.reserve(1)).isNull();
        assertThat(log.unavailable()).contains("100");
        log.release(first);
        log.release(first);
        assertThat(log.unavailable()).isNull();
        log.release(second);
        assertThat(log.counters().reserved()).isZero();
    }

    @Test
    void aReservationIsGoodForItsPlacesOnly() {
        Reservation one = requireNonNull(log.reserve(1));
        store.answer = true;
        log.append(loop, one, records.ownDirect());
        assertThatThrownBy(() -> log.append(loop, one, records.ownDirect())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void admitsNothingWhileTooManyBytesWait() {
        append(loop, records.cutWithBody(1_100_000));
        assertThat(log.reserve(2)).isNull();
        assertThat(log.unavailable()).contains("bytes");
    }

    @Test
    void aCancelledRecordIsNotWritten() throws Exception {
        List<LogRecord> all = records.ownBatch(Side.CONSUMER, false, 3);
        List<Future<Committed>> ends = append(all);
        assertThat(ends.get(0).cancel(false)).as("already being written").isFalse();
        assertThat(ends.get(1).cancel(false)).isTrue();
        store.succeed();
        store.succeed();
        get(ends.get(2));
        assertThat(store.attempts.get(1).records()).hasSize(1);
        assertThat(log.counters().reserved()).isZero();
    }

    @Test
    void keepsABatchWithinItsBounds() throws Exception {
        append(records.ownBatch(Side.CONSUMER, false, 1));
        List<Future<Committed>> ends = new ArrayList<>(append(records.ownBatch(Side.CONSUMER, false, 20)));
        ends.add(append(loop, records.cutWithBody(300_000)));
        ends.add(append(loop, records.cutWithBody(300_000)));
        while (ends.stream().anyMatch(end -> !end.isDone())) {
            await("a write").until(() -> !store.open.isEmpty() || ends.stream().allMatch(Future::isDone));
            if (!store.open.isEmpty()) {
                store.succeed();
            }
        }
        assertThat(store.attempts.stream().map(batch -> batch.records().size())).containsExactly(1, 16, 4, 1, 1);
    }

    @Test
    void writesWhatWaitsBeforeItCloses() throws Exception {
        List<Future<Committed>> ends = append(records.ownBatch(Side.CONSUMER, false, 3));
        Thread closing = Thread.ofPlatform().start(log::close);
        await("the end of admission").until(() -> log.unavailable() != null);
        store.succeed();
        await("the second batch").until(() -> store.attempts.size() == 2);
        store.succeed();
        for (Future<Committed> end : ends) {
            get(end);
        }
        closing.join();
        assertThat(store.closed).isTrue();
    }

    @Test
    void whatComesAfterTheEndFails() throws Exception {
        Reservation admitted = requireNonNull(log.reserve(1));
        log.close();
        assertFails(log.append(loop, admitted, records.ownDirect()), "closed");
    }

    /** And forgets about it in the store. */
    private void learnThatAWriteTakesAMillisecond() throws Exception {
        Future<Committed> first = append(loop, records.ownDirect());
        time.advance(1, TimeUnit.MILLISECONDS);
        store.succeed();
        get(first);
        store.attempts.clear();
    }

    private void waitLong() {
        time.advance(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    }

    private List<Future<Committed>> append(List<LogRecord> all) {
        return all.stream().map(record -> append(loop, record)).toList();
    }

    private Future<Committed> append(EventExecutor home, LogRecord record) {
        return log.append(home, requireNonNull(log.reserve(1)), record);
    }

    private static Committed get(Future<Committed> end) throws Exception {
        return end.get(20, TimeUnit.SECONDS);
    }

    private static void assertFails(Future<Committed> end, String why) {
        assertThatThrownBy(() -> end.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(MessageLogException.class)
                .hasMessageContaining(why);
    }

    /** Counts the tasks that others give it. */
    private static final class CountingLoop extends SingleThreadEventExecutor {

        final AtomicInteger wakeUps = new AtomicInteger();

        CountingLoop() {
            super(null, new DefaultThreadFactory("loop"), true);
        }

        @Override
        protected void run() {
            do {
                Runnable task = takeTask();
                if (task != null) {
                    task.run();
                    updateLastExecutionTime();
                }
            } while (!confirmShutdown());
        }

        @Override
        public void execute(Runnable task) {
            if (!inEventLoop()) {
                wakeUps.incrementAndGet();
            }
            super.execute(task);
        }
    }
}
