package org.spean.testbed.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import one.profiler.AsyncProfilerLoader;

/** async-profiler, which attaches to a JVM of the same user on this machine. */
final class Profiler {
    private final Path folder;

    private Profiler(Path folder) {
        this.folder = folder;
    }

    /**
     * Unpacks the profiler.
     *
     * @param folder for its library, which the JVMs that are looked at load, and for what it records
     * @throws IOException when there is none for this system
     */
    static Profiler in(Path folder) throws IOException {
        if (!AsyncProfilerLoader.isSupported()) {
            throw new IOException("async-profiler: not for " + System.getProperty("os.name") + ", "
                    + System.getProperty("os.arch") + " (expected: Linux or macOS)");
        }
        Files.createDirectories(folder);
        AsyncProfilerLoader.setExtractionDirectory(folder);
        return new Profiler(folder);
    }

    /** Records for so long, and blocks meanwhile. */
    Stacks record(Recording what, long pid, Duration length) throws IOException {
        Path collapsed = folder.resolve(what + "-" + pid + ".collapsed");
        List<String> words = new ArrayList<>(what.options());
        words.addAll(List.of("-t", "-o", "collapsed", "-f", collapsed.toString()));
        words.addAll(List.of("-d", Long.toString(length.toSeconds()), Long.toString(pid)));
        AsyncProfilerLoader.executeProfiler(words.toArray(String[]::new));
        Stacks stacks = Stacks.parse(Files.readAllLines(collapsed));
        if (stacks.total() == 0) {
            throw new IOException("async-profiler recorded nothing of process " + pid);
        }
        return stacks;
    }
}
