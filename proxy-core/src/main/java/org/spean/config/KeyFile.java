package org.spean.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#12 file with the password that opens it.
 *
 * @param file absolute path
 * @param password from a file or from the environment, read when the configuration was loaded
 * @param alias entry to use; absent: the only one
 */
public record KeyFile(Path file, Secret password, @Nullable String alias) {}
