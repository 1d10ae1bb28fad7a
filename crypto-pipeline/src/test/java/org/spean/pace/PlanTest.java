package org.spean.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Instant MADE = Instant.parse("2026-11-30T12:00:00Z");
    private static final Plan PLAN = new Plan(MADE, MADE.plusSeconds(60));

    @Test
    void isDueAtItsTimeAndWhenTheClockWasSetBack() {
        assertThat(PLAN.dueAt(MADE)).isFalse();
        assertThat(PLAN.dueAt(MADE.plusSeconds(59))).isFalse();
        assertThat(PLAN.dueAt(MADE.plusSeconds(60))).isTrue();
        assertThat(PLAN.dueAt(MADE.minusNanos(1))).isTrue();
        assertThat(Plan.NOW.dueAt(Instant.MIN)).isTrue();
        Plan never = new Plan(MADE, Instant.MAX);
        assertThat(never.dueAt(MADE.plusSeconds(1L << 40))).isFalse();
        assertThat(never.dueAt(MADE.minusNanos(1))).isTrue();
    }

    @Test
    void mayBeBroughtForwardOnly() {
        assertThat(PLAN.noLaterThan(MADE.plusSeconds(61))).isSameAs(PLAN);
        assertThat(PLAN.noLaterThan(MADE.plusSeconds(59))).isEqualTo(new Plan(MADE, MADE.plusSeconds(59)));
    }
}
