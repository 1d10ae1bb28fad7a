package org.spean.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the process writes its log, and where audit events go.
 *
 * @param json one JSON object an event instead of lines of text
 * @param level least level that is written: {@code ERROR}, {@code WARN}, {@code INFO} or {@code DEBUG}
 * @param audit file of audit events, absent: they are lines of the log
 */
public record LoggingConfig(
        boolean json, String level, @Nullable Path audit) {}
