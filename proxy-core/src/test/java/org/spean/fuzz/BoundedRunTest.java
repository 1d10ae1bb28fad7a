package org.spean.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spean.effort.Effort;

/** The bounds hold wherever a parser works, as the slow verifier does on a thread of its own. */
class BoundedRunTest {

    private static final Duration TOO_LONG = BoundedRun.LONGEST.plusMillis(100);

    private final ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    private byte[] piece = new byte[0];

    @AfterEach
    void close() {
        elsewhere.shutdownNow();
    }

    private interface Work {
        void on(byte[] input) throws Exception;
    }

    private static FuzzTarget target(Work work) {
        return new FuzzTarget() {
            @Override
            public Stream<byte[]> seeds() {
                return Stream.empty();
            }

            @Override
            public void run(byte[] input) throws Exception {
                work.on(input);
            }
        };
    }

    private FuzzTarget onAnotherThread(Runnable work) {
        return target(input -> elsewhere.submit(work).get());
    }

    private void burn() {
        Effort effort = Effort.begin();
        while (effort.cpu().compareTo(TOO_LONG) < 0) {
            piece = new byte[0];
        }
    }

    private void allocate() {
        for (long bytes = 0; bytes <= BoundedRun.MOST_BYTES; bytes += piece.length) {
            piece = new byte[1 << 16];
        }
    }

    @Test
    void processorTimeOfAnotherThreadCounts() {
        assertThatThrownBy(() -> BoundedRun.of(onAnotherThread(this::burn), new byte[0]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ms of CPU");
    }

    @Test
    void whatAnotherThreadAllocatesCounts() {
        assertThatThrownBy(() -> BoundedRun.of(onAnotherThread(this::allocate), new byte[0]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("allocated");
    }

    @Test
    void whoeverWaitsEachTimeIsTooSlowAndOnceIsNot() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> BoundedRun.of(
                        target(input -> assertThat(never.await(TOO_LONG.toMillis(), TimeUnit.MILLISECONDS))
                                .isFalse()),
                        new byte[0]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("as before");

        AtomicInteger runs = new AtomicInteger();
        FuzzTarget once = target(
                input -> never.await(runs.getAndIncrement() == 0 ? TOO_LONG.toMillis() : 0, TimeUnit.MILLISECONDS));
        BoundedRun.of(once, new byte[0]);
        assertThat(runs).hasValue(2);
    }
}
