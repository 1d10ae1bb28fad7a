package org.spean.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import org.slf4j.event.KeyValuePair;

/** One line an event: {@code 2026-11-29T20:58:59.432Z INFO  Gateway [main] ready}; a failure's frames below, the first six. */
final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final int FRAMES = 6;
    private static final int SECONDS_LENGTH = 19;

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        long millis = event.getTimeStamp();
        line.append(Instant.ofEpochMilli(millis).toString(), 0, SECONDS_LENGTH).append('.');
        long fraction = Math.floorMod(millis, 1000L);
        line.append(fraction < 100 ? fraction < 10 ? "00" : "0" : "")
                .append(fraction)
                .append("Z ");
        String level = event.getLevel().toString();
        line.append(level).repeat(' ', Math.max(1, 6 - level.length()));
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length())
                .append(" [")
                .append(event.getThreadName())
                .append("] ")
                .append(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.append(' ').append(pair.key).append('=').append(pair.value);
            }
        }
        line.append('\n');
        String role = "";
        for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
            failure(line.append(role), thrown);
            role = "Caused by: ";
        }
        return line.toString();
    }

    private static void failure(StringBuilder line, IThrowableProxy thrown) {
        line.append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            line.append(": ").append(thrown.getMessage());
        }
        line.append('\n');
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            line.append('\t').append(frames[i].getSTEAsString()).append('\n');
        }
    }
}
