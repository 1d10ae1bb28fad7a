package org.spean.testbed.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How Spean is run from here: by the launcher that started this process. */
public final class Launcher {
    private Launcher() {}

    /** The words before {@code run}, {@code evidence} and so on. */
    public static List<String> words() {
        @Nullable String launcher = System.getProperty("spean.launcher");
        if (launcher == null || !Files.isExecutable(Path.of(launcher))) {
            throw new IllegalStateException(
                    "spean.launcher: " + launcher + " (expected: the path of the launcher; run ./spean demo)");
        }
        return List.of(launcher);
    }
}
