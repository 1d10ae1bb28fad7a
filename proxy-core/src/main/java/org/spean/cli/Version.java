package org.spean.cli;

import org.spean.gateway.Release;
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
        return Release.version();
    }
}
