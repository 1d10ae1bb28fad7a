package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock of both gateways jumps while messages pass; that of the authorities does not. */
class ClockJumpTest {

    /** The system's, set wrong. */
    private static final class WrongClock implements InstantSource {
        private volatile Duration wrong = Duration.ZERO;

        @Override
        public Instant instant() {
            return InstantSource.system().instant().plus(wrong);
        }
    }

    private final WrongClock clock = new WrongClock();

    private Pair pair(Path folder) throws Exception {
        return Pair.in(folder).clockOfGateways(clock).start();
    }

    @Test
    @Timeout(120)
    void aJumpOfSecondsCostsNothing(@TempDir Path folder) throws Exception {
        try (Pair pair = pair(folder);
                Traffic traffic = new Traffic(pair)) {
            traffic.awaitAnswers(20);
            for (int seconds : new int[] {20, 0, -20, 0}) {
                clock.wrong = Duration.ofSeconds(seconds);
                traffic.awaitAnswers(40);
            }
            assertThat(traffic.refusals()).isEmpty();
            traffic.assertKept(2, pair.bank, pair.ministry);
        }
    }

    @Test
    @Timeout(180)
    void aJumpOfADayRefusesUntilTheClockIsRightAgain(@TempDir Path folder) throws Exception {
        try (Pair pair = pair(folder);
                Traffic traffic = new Traffic(pair)) {
            for (int days : new int[] {1, -1}) {
                traffic.awaitAnswers(20);
                clock.wrong = Duration.ofDays(days);
                traffic.awaitRefusals(20);
                clock.wrong = Duration.ZERO;
                traffic.awaitAnswers(20);
            }
            assertThat(traffic.refusals())
                    .anySatisfy(body -> assertThat(body).contains("Server.ClientProxy.CannotCreateSignature"))
                    .allSatisfy(body -> assertThat(body).doesNotContain("Exception", "java.", "127.", "org.spean"));
            // What was under way while the clock jumped, too.
            traffic.assertKept(2, pair.bank, pair.ministry);
        }
    }
}
