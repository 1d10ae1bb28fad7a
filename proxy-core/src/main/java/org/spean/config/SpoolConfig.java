package org.spean.config;

import java.nio.file.Path;

/**
 * Where messages wait until they are verified. Sizes in bytes.
 *
 * @param directory absolute path of the folder for temporary files
 * @param memoryPerMessage kept in memory before a message goes to a file
 * @param memory for all messages together
 * @param maxMessage largest message
 * @param total all waiting messages together, memory and files
 * @param encryption whether files are encrypted
 */
public record SpoolConfig(
        Path directory, long memoryPerMessage, long memory, long maxMessage, long total, boolean encryption) {}
