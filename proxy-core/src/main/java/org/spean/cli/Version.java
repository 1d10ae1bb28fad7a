package org.spean.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version the build has stamped into the jar. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "Spean " + text(),
            "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }

    static String text() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(java.util.Objects.requireNonNull(in, "version.properties"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("version.properties: " + e.getMessage(), e);
        }
        return properties.getProperty("version");
    }
}
