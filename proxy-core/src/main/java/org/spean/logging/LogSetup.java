package org.spean.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Sets the log up: to standard error, as lines or as JSON. In code, because reading a file of Logback's takes a quarter of a
 * gateway's start.
 *
 * <p>System properties: {@code spean.log} is the level ({@code INFO}), {@code spean.log.format} is {@code text} or {@code
 * json}; {@code logback.configurationFile} names a file of Logback's own that is taken instead.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String FORMAT = "spean.log.format";
    private static final String LEVEL = "spean.log";
    private static final String APPENDER = "stderr";
    private static final String LOOPS = "loops";
    private static final Map<String, Level> QUIET = Map.of(
            "io.netty", Level.WARN,
            "reactor", Level.WARN,
            "reactor.netty.http.server.HttpServerOperations",
                    Level.ERROR, // a line for each stranger that speaks no HTTP
            "org.apache.kafka", Level.WARN,
            "org.apache.kafka.clients.NetworkClient", Level.ERROR,
            "com.zaxxer.hikari", Level.WARN,
            "org.flywaydb", Level.WARN);

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        ConsoleAppender<ILoggingEvent> errors = new ConsoleAppender<>();
        errors.setContext(context);
        errors.setName(APPENDER);
        errors.setTarget("System.err");
        errors.setEncoder(encoder(context, "json".equals(System.getProperty(FORMAT))));
        errors.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty(LEVEL), Level.INFO));
        LoopsGoOn appender = new LoopsGoOn(errors, context.getLogger(LogSetup.class));
        appender.setName(LOOPS);
        appender.start();
        root.addAppender(appender);
        QUIET.forEach((name, level) -> context.getLogger(name).setLevel(level));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Writes the log as a configuration says, unless system properties or a file of Logback's say otherwise.
     *
     * @param level name of the least level written
     */
    public static void use(boolean json, String level) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (System.getProperty(LEVEL) == null) {
            root.setLevel(Level.toLevel(level, Level.INFO));
        }
        if (System.getProperty(FORMAT) == null
                && root.getAppender(LOOPS) instanceof LoopsGoOn appender
                && appender.getAppender(APPENDER) instanceof ConsoleAppender<ILoggingEvent> errors
                && json != errors.getEncoder() instanceof JsonEncoder) {
            errors.setEncoder(encoder(context, json));
        }
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, boolean asJson) {
        if (asJson) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.setWithSequenceNumber(false);
            json.setWithNanoseconds(false);
            json.setWithContext(false);
            json.setWithMessage(false);
            json.setWithArguments(false);
            json.setWithFormattedMessage(true);
            json.start();
            return json;
        }
        LineLayout lines = new LineLayout();
        lines.setContext(context);
        lines.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(lines);
        encoder.start();
        return encoder;
    }
}
