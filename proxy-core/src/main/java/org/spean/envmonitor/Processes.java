package org.spean.envmonitor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Processes as metrics: those that this one sees, each with the columns that X-Road takes from {@code ps}. */
final class Processes {
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final int PAGE = 4096;

    private final Instant now;
    private final long memory;

    /** @param memory bytes of the machine */
    Processes(Instant now, long memory) {
        this.now = now;
        this.memory = memory;
    }

    /** All of them, each by its name only. */
    List<Metric> all() {
        return metrics(ProcessHandle.allProcesses(), Processes::name);
    }

    /** This gateway alone, with its whole command. */
    List<Metric> own() {
        return metrics(
                Stream.of(ProcessHandle.current()),
                process -> process.info().commandLine().orElseGet(() -> name(process)));
    }

    private List<Metric> metrics(Stream<ProcessHandle> processes, Function<ProcessHandle, String> command) {
        return processes
                .<Metric>map(process -> new Metric.Set(Long.toString(process.pid()), metrics(process, command)))
                .toList();
    }

    private List<Metric> metrics(ProcessHandle process, Function<ProcessHandle, String> command) {
        ProcessHandle.Info info = process.info();
        Instant started = info.startInstant().orElse(now);
        double elapsed = Math.max(1, Duration.between(started, now).toMillis());
        double used = info.totalCpuDuration().orElse(Duration.ZERO).toMillis();
        return List.of(
                new Metric.Text("processId", Long.toString(process.pid())),
                new Metric.Text("command", command.apply(process)),
                new Metric.Text("cpuLoad", percent(used / elapsed)),
                new Metric.Text("memUsed", percent(resident(process) / (double) memory)),
                new Metric.Text("startTime", HOUR.format(started.atZone(ZoneId.systemDefault()))),
                new Metric.Text("userId", info.user().orElse("")));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    private static String name(ProcessHandle process) {
        try {
            return Files.readString(of(process, "comm"), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return process.info().command().orElse(""); // no Linux, or it has just ended
        }
    }

    private static long resident(ProcessHandle process) {
        try {
            String[] pages = Files.readString(of(process, "statm"), StandardCharsets.UTF_8)
                    .split(" ", 3);
            return Long.parseLong(pages[1]) * PAGE;
        } catch (IOException e) {
            return 0; // no Linux, or it has just ended
        }
    }

    private static Path of(ProcessHandle process, String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }
}
