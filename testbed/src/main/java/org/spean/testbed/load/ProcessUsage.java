package org.spean.testbed.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** CPU time and resident memory of a process, as the operating system reports them. */
public record ProcessUsage(Duration cpu, long residentBytes, long peakBytes) {
    /** Reads a process. Memory is 0 where there is no {@code /proc}; everything is 0 when the process has ended. */
    public static ProcessUsage of(long pid) {
        Duration cpu = ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
        long resident = 0;
        long peak = 0;
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (Files.isReadable(status)) {
            try {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmRSS:")) {
                        resident = kibibytes(line);
                    } else if (line.startsWith("VmHWM:")) {
                        peak = kibibytes(line);
                    }
                }
            } catch (IOException e) {
                return new ProcessUsage(cpu, 0, 0); // ended between the two looks
            }
        }
        return new ProcessUsage(cpu, resident, peak);
    }

    /** A process and all it has started, such as the workers of nginx. Memory is the sum, so what they share counts twice. */
    public static ProcessUsage ofTree(long pid) {
        ProcessUsage sum = of(pid);
        List<Long> below = ProcessHandle.of(pid)
                .map(process -> process.descendants().map(ProcessHandle::pid).toList())
                .orElse(List.of());
        for (long child : below) {
            ProcessUsage one = of(child);
            sum = new ProcessUsage(
                    sum.cpu.plus(one.cpu), sum.residentBytes + one.residentBytes, sum.peakBytes + one.peakBytes);
        }
        return sum;
    }

    private static long kibibytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
}
