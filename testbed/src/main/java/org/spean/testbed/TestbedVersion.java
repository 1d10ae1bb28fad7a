package org.spean.testbed;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar that this class is in. */
public final class TestbedVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        @Nullable String version = TestbedVersion.class.getPackage().getImplementationVersion();
        return new String[] {"spean " + (version == null ? "(not from a jar)" : version)};
    }
}
