package org.spean.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10); // a ticker may overflow
    private final AtomicReference<String> trouble = new AtomicReference<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Health health = new Health(
            List.of(
                    new HealthCheck("log", () -> {
                        asked.incrementAndGet();
                        return trouble.get();
                    }),
                    new HealthCheck("ports", () -> null)),
            now::get);

    @Test
    void asksOnceASecond() {
        assertThat(health.verdict().good()).isTrue();
        trouble.set("The disk is full");
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        assertThat(health.verdict().good()).isTrue();
        assertThat(asked).hasValue(1);

        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(health.verdict().good()).isFalse();
        assertThat(health.verdict().troubles()).containsExactly("The disk is full");
        assertThat(health.verdict().results()).contains(new Health.Result("ports", null));
        assertThat(asked).hasValue(2);
    }
}
