package org.spean.config;

import java.nio.file.Path;

/**
 * A folder of keys with the password that opens all of them.
 *
 * @param directory absolute path
 * @param password from a file or from the environment, read when the configuration was loaded
 */
public record KeyFolder(Path directory, Secret password) {}
