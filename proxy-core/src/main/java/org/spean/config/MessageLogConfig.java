package org.spean.config;

import java.nio.file.Path;

/**
 * The message log.
 *
 * @param file absolute path of the database
 * @param bodies whether whole messages are kept
 * @param maxBody bytes of the largest body kept
 */
public record MessageLogConfig(Path file, boolean bodies, long maxBody) {}
