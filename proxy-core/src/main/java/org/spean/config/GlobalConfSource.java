package org.spean.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the global configuration is.
 *
 * @param directory absolute path of a downloaded tree
 * @param reloadInterval between two looks at it, and at the configuration file
 */
public record GlobalConfSource(Path directory, Duration reloadInterval) {}
