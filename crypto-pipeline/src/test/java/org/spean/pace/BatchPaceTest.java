package org.spean.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchPaceTest {
    private final BatchPace pace = new BatchPace(0.4, 8);

    @Test
    void beginsAtOnceWhenAlone() {
        pace.took(1000);

        assertThat(pace.delay(1, 1, 50, 50)).isZero();
        assertThat(pace.delay(1, 2, 50, 50)).isZero();
    }

    @Test
    void waitsForAShareOfTheExchangesInFlight() {
        pace.took(1000);

        assertThat(pace.delay(3, 10, 50, 50)).isPositive();
        assertThat(pace.delay(4, 10, 50, 50)).isZero();
    }

    @Test
    void waitsNoLongerThanEightBatches() {
        pace.took(1000);

        assertThat(pace.delay(1, 100, 50, 50)).isEqualTo(8000);
        assertThat(pace.delay(1, 100, 50, 5050)).isEqualTo(3000);
        assertThat(pace.delay(1, 100, 50, 8050)).isLessThanOrEqualTo(0);
    }

    @Test
    void smoothsWhatABatchTakes() {
        pace.took(1000);
        pace.took(9000);
        assertThat(pace.delay(1, 100, 0, 0)).isEqualTo(8 * 2000);
        for (int i = 0; i < 100; i++) {
            pace.took(500);
        }
        assertThat(pace.delay(1, 100, 0, 0)).isBetween(8 * 500L, 8 * 510L);
    }

    @Test
    void doesNotWaitBeforeItKnowsHowLongABatchTakes() {
        assertThat(pace.delay(1, 100, 50, 50)).isLessThanOrEqualTo(0);
    }

    @Test
    void losesPatienceWhereNobodyComes() {
        pace.took(1000);
        for (int patience : new int[] {8, 4, 2, 1, 0, 0, 0}) {
            assertThat(pace.delay(1, 100, 0, 0)).isEqualTo(patience * 1000L);
            pace.began(1, 100);
        }
    }

    @Test
    void staysPatientWhereItSparesBatches() {
        pace.took(1000);
        pace.began(2, 100);
        assertThat(pace.delay(1, 100, 0, 0)).isEqualTo(4000); // one was spared in eight
        pace.began(2, 100);
        assertThat(pace.delay(1, 100, 0, 0)).isEqualTo(8000); // one in four
        pace.began(3, 100);
        assertThat(pace.delay(1, 100, 0, 0)).isEqualTo(8000);
    }

    @Test
    void hasItsPatienceBackWhenAShareWaitsAgain() {
        pace.took(1000);
        for (int i = 0; i < 10; i++) {
            pace.began(1, 100);
        }
        pace.began(1, 2);

        assertThat(pace.delay(1, 100, 0, 0)).isEqualTo(8000);
    }

    @Test
    void triesAgainNowAndThen() {
        pace.took(1000);
        int waited = 0;
        for (int i = 0; i < 10_000; i++) {
            waited += pace.delay(1, 100, 0, 0) > 0 ? 1 : 0;
            pace.began(1, 100);
        }

        assertThat(waited).isBetween(30, 60);
    }
}
