package org.spean.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogSetupTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void anEventIsOneLineWithTimeInUtc() {
        assertThat(new LineLayout().doLayout(event("org.spean.gateway.Gateway", Level.INFO, null)))
                .isEqualTo("2026-11-29T20:58:59.007Z INFO  Gateway ["
                        + Thread.currentThread().getName() + "] ready: 3\n");
    }

    @Test
    void aFailureShowsItsCauseAndItsFirstFrames() {
        Exception failure = new IllegalStateException("outer", new IllegalArgumentException("inner"));
        String text = new LineLayout().doLayout(event("a.B", Level.ERROR, failure));
        assertThat(text)
                .contains("java.lang.IllegalStateException: outer\n\tat ")
                .contains("Caused by: java.lang.IllegalArgumentException: inner\n\tat ")
                .contains("aFailureShowsItsCauseAndItsFirstFrames");
        assertThat(text.lines().filter(line -> line.startsWith("\t")).count()).isLessThanOrEqualTo(12);
    }

    @Test
    void theProcessLogsAsSetUpHere() {
        assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(LoggerContext.class);
        LoggerContext used = (LoggerContext) LoggerFactory.getILoggerFactory();
        assertThat(used.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("stderr"))
                .isInstanceOf(ConsoleAppender.class);
        assertThat(used.getLogger("org.flywaydb").getLevel()).isEqualTo(Level.WARN);
    }

    private LoggingEvent event(String name, Level level, @Nullable Throwable failure) {
        Logger logger = context.getLogger(name);
        LoggingEvent event = new LoggingEvent("fqcn", logger, level, "ready: {}", failure, new Object[] {3});
        event.setInstant(Instant.parse("2026-11-29T20:58:59.007Z"));
        return event;
    }
}
