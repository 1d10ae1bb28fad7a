package org.spean.testbed.compare;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.spean.testbed.load.LoadReport;

/**
 * What one window of a long run showed.
 *
 * @param rssMb resident memory of the larger gateway at its end
 * @param descriptors open files of both gateways, but for those of the message log
 * @param threads of both gateways
 * @param floor what the machine took for signatures and writes alone, right after it
 */
record Window(
        double perSecond,
        double p50Ms,
        double p99Ms,
        double cpuMs,
        double rssMb,
        long descriptors,
        long threads,
        Floor floor) {
    static Window of(LoadReport report, Map<String, Long> pids, Floor floor) throws IOException {
        return new Window(
                report.exchangesPerSecond(),
                report.percentileMs(50),
                report.percentileMs(99),
                report.cpuMsPerExchange(),
                report.processes().values().stream()
                        .mapToDouble(LoadReport.Cost::rssMb)
                        .max()
                        .orElse(0),
                descriptors(pids),
                entries(pids, "task"),
                floor);
    }

    /** Open files of these processes now, but for those of the message log: the longer it is, the more its readers keep open. */
    static long descriptors(Map<String, Long> pids) throws IOException {
        long open = 0;
        for (long pid : pids.values()) {
            Path folder = Path.of("/proc", Long.toString(pid), "fd");
            if (Files.isReadable(folder)) {
                try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                    for (Path one : all) {
                        open += ofTheLog(one) ? 0 : 1;
                    }
                }
            }
        }
        return open;
    }

    private static boolean ofTheLog(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("/messagelog/");
        } catch (IOException e) {
            return true; // closed meanwhile
        }
    }

    private static long entries(Map<String, Long> pids, String what) throws IOException {
        long entries = 0;
        for (long pid : pids.values()) {
            entries += entries(Path.of("/proc", Long.toString(pid), what));
        }
        return entries;
    }

    private static long entries(Path folder) throws IOException {
        if (!Files.isReadable(folder)) {
            return 0; // no such thing on this system
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.count();
        }
    }
}
