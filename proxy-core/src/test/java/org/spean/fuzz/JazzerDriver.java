package org.spean.fuzz;

import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What Jazzer calls; the target is named by the system property {@code spean.fuzz.target}. */
public final class JazzerDriver {

    private static final FuzzTarget TARGET =
            FuzzTargets.named(Objects.requireNonNullElse(System.getProperty("spean.fuzz.target"), "none"));

    private JazzerDriver() {}

    /** Warms up, as what happens once, such as the loading of classes, does not count. */
    public static void fuzzerInitialize() throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        for (byte[] seed : TARGET.seeds().toList()) {
            TARGET.run(seed);
        }
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        BoundedRun.of(TARGET, input);
    }
}
