package org.spean.testbed.demo;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the message logs lie: the kind of file system, and how often its device was told to flush so far, as Linux
 * counts it for the whole machine.
 */
public record LogDisk(String filesystem, String device) {
    private static final int NAME = 2;
    private static final int FLUSHES = 18; // the sixteenth figure behind the name (Documentation/admin-guide/iostats)

    public static LogDisk of(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return new LogDisk(store.type(), store.name().substring(store.name().lastIndexOf('/') + 1));
    }

    /** Flushes completed so far, or -1 where that is not counted. */
    public long flushes() throws IOException {
        Path counters = Path.of("/proc/diskstats");
        List<String> lines = Files.isReadable(counters) ? Files.readAllLines(counters) : List.of();
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > FLUSHES && fields[NAME].equals(device)) {
                return Long.parseLong(fields[FLUSHES]);
            }
        }
        return -1;
    }
}
