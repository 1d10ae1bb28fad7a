package org.spean.spool;

import java.nio.file.Path;

/**
 * The bounds of spooled content. All sizes are in bytes.
 *
 * @param directory where files are made; a file has no name there except for the instant it is opened
 * @param memoryPerMessage content of one message that may stay in memory; 0 sends everything to files
 * @param memory content of all messages together that may stay in memory
 * @param maxMessage content of one message; more is refused
 * @param total content of all messages together, in memory and in files
 * @param encrypted whether files are encrypted, each under a key of its own that nobody keeps
 */
public record SpoolSettings(
        Path directory, long memoryPerMessage, long memory, long maxMessage, long total, boolean encrypted) {

    public SpoolSettings {
        atLeast("memoryPerMessage", memoryPerMessage, 0);
        atLeast("memory", memory, 0);
        atLeast("maxMessage", maxMessage, 1);
        atLeast("total", total, maxMessage);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least " + least + ")");
        }
    }
}
