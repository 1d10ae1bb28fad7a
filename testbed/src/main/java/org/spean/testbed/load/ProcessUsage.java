package org.spean.testbed.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

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

    private static long kibibytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
}
