package org.spean.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

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

    /** What writes to standard error in the end. */
    private static Appender<ILoggingEvent> errors(Logger root) {
        return ((LoopsGoOn) root.getAppender("loops")).getAppender("stderr");
    }

    @Test
    void theProcessLogsAsSetUpHere() {
        assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(LoggerContext.class);
        LoggerContext used = (LoggerContext) LoggerFactory.getILoggerFactory();
        assertThat(errors(used.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))).isInstanceOf(ConsoleAppender.class);
        assertThat(used.getLogger("org.flywaydb").getLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void whatConcernsAnExchangeHasItsRequestId() {
        LoggingEvent event = event("org.spean.exchange.Exchange", Level.WARN, null);
        event.addKeyValuePair(new KeyValuePair("requestId", "4894e35d-bf0f-44a6-867a-8e51f1daa7e0"));
        assertThat(new LineLayout().doLayout(event))
                .endsWith("ready: 3 requestId=4894e35d-bf0f-44a6-867a-8e51f1daa7e0\n");
    }

    @Test
    void aConfigurationChoosesLinesOrJsonWhileTheProcessRuns() throws Exception {
        LoggerContext used = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = used.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> errors = (ConsoleAppender<ILoggingEvent>) errors(root);
        Level before = root.getLevel();
        try {
            LogSetup.use(true, "DEBUG");
            LoggingEvent event = event("org.spean.exchange.Exchange", Level.WARN, new IllegalStateException("why\n"));
            event.addKeyValuePair(new KeyValuePair("requestId", "4894e35d"));
            String line = new String(errors.getEncoder().encode(event), StandardCharsets.UTF_8);
            assertThat(line).endsWith("}\n").hasLineCount(1);
            JsonNode json = new ObjectMapper().readTree(line);
            assertThat(json.path("formattedMessage").asText()).isEqualTo("ready: 3");
            assertThat(json.path("level").asText()).isEqualTo("WARN");
            assertThat(json.path("kvpList").path(0).path("requestId").asText()).isEqualTo("4894e35d");
            assertThat(json.path("throwable").path("message").asText()).isEqualTo("why\n");
        } finally {
            LogSetup.use(false, before.toString());
        }
        assertThat(new String(errors.getEncoder().encode(event("a.B", Level.INFO, null)), StandardCharsets.UTF_8))
                .startsWith("2026-11-29T20:58:59.007Z INFO");
    }

    private LoggingEvent event(String name, Level level, @Nullable Throwable failure) {
        Logger logger = context.getLogger(name);
        LoggingEvent event = new LoggingEvent("fqcn", logger, level, "ready: {}", failure, new Object[] {3});
        event.setInstant(Instant.parse("2026-11-29T20:58:59.007Z"));
        event.setMDCPropertyMap(Map.of());
        return event;
    }
}
