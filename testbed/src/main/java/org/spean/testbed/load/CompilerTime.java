package org.spean.testbed.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * CPU time of JVMs by thread, in ticks of the kernel, from {@code /proc}: how much of it is the JVM's compilers'.
 *
 * @param compilers of the threads that compile, by thread; {@code others} of all else
 */
record CompilerTime(Map<Long, Long> compilers, Map<Long, Long> others) {
    /** Reads processes now. Where there is no {@code /proc}, and of a process that has ended, there is nothing. */
    static CompilerTime of(Collection<Long> pids) throws IOException {
        Map<Long, Long> compilers = new HashMap<>();
        Map<Long, Long> others = new HashMap<>();
        for (long pid : pids) {
            Path tasks = Path.of("/proc", Long.toString(pid), "task");
            if (!Files.isDirectory(tasks)) {
                continue;
            }
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
                for (Path thread : threads) {
                    add(thread, compilers, others);
                }
            }
        }
        return new CompilerTime(compilers, others);
    }

    private static void add(Path thread, Map<Long, Long> compilers, Map<Long, Long> others) throws IOException {
        String line;
        try {
            line = Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            if (Files.exists(thread)) {
                throw e;
            }
            return; // ended since it was listed
        }
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        String name = line.substring(open + 1, close);
        String[] fields = line.substring(close + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]); // utime and stime, proc(5)
        (name.contains("CompilerThre") ? compilers : others).put(Long.parseLong(line.substring(0, open - 1)), ticks);
    }

    /**
     * What share of the time since then compilers took, 0 to 1; 0 where nothing can be told. A compiler's thread that has ended
     * meanwhile had nothing to do.
     */
    double shareSince(CompilerTime before) {
        long compiling = since(before.compilers, compilers);
        long all = compiling + since(before.others, others);
        return all == 0 ? 0 : (double) compiling / all;
    }

    private static long since(Map<Long, Long> before, Map<Long, Long> now) {
        long sum = 0;
        for (Map.Entry<Long, Long> thread : now.entrySet()) {
            sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }
}
