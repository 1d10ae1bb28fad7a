package org.spean.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Which Spean this is. */
public final class Release {
    private static final String FILE = "version.properties";

    private Release() {}

    /** The version that the build has stamped into the jar, as in {@code 0.1.0}. */
    public static String version() {
        Properties properties = new Properties();
        try (InputStream in = Release.class.getResourceAsStream(FILE)) {
            properties.load(Objects.requireNonNull(in, FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + ": " + e.getMessage(), e);
        }
        return Objects.requireNonNull(properties.getProperty("version"), FILE);
    }
}
