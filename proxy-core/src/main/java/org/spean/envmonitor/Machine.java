package org.spean.envmonitor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Memory, processor, files and disks of the machine, or of the container, that this gateway runs on. */
final class Machine {
    private static final int WINDOW = 12;
    private static final Path ROOT = Path.of("/");
    private static final Path LINUX_VERSION = Path.of("/proc/version");

    private final InstantSource clock;
    private final Map<String, Window> windows = new TreeMap<>(Map.of(
            "CommittedVirtualMemory", new Window(WINDOW),
            "FreePhysicalMemory", new Window(WINDOW),
            "FreeSwapSpace", new Window(WINDOW),
            "OpenFileDescriptorCount", new Window(WINDOW),
            "SystemCpuLoad", new Window(WINDOW)));

    private volatile boolean sampled;

    /** Loaded when it is needed: it takes time, which a start has not. */
    private static final class Bean {
        private static final UnixOperatingSystemMXBean SYSTEM =
                (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    Machine(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes what changes all the time; to be called every five seconds, so that a window is a minute. */
    void sample() {
        UnixOperatingSystemMXBean system = Bean.SYSTEM;
        take("CommittedVirtualMemory", system.getCommittedVirtualMemorySize());
        take("FreePhysicalMemory", system.getFreeMemorySize());
        take("FreeSwapSpace", system.getFreeSwapSpaceSize());
        take("OpenFileDescriptorCount", system.getOpenFileDescriptorCount());
        take("SystemCpuLoad", Math.round(Math.max(0, system.getCpuLoad()) * 100)); // negative: not known yet
        sampled = true;
    }

    private void take(String name, long value) {
        Window window = windows.get(name);
        if (window != null) {
            window.add((double) value, clock.instant());
        }
    }

    /** What changes all the time, by name. */
    List<Metric> histograms() {
        if (!sampled) {
            sample();
        }
        List<Metric> metrics = new ArrayList<>();
        windows.forEach((name, window) -> metrics.add(window.histogram(name)));
        return metrics;
    }

    /** What changes rarely. */
    List<Metric> numbers() throws IOException {
        UnixOperatingSystemMXBean system = Bean.SYSTEM;
        FileStore disk = Files.getFileStore(ROOT);
        return List.of(
                new Metric.Figure("DiskSpaceFree_" + ROOT, disk.getUsableSpace()),
                new Metric.Figure("DiskSpaceTotal_" + ROOT, disk.getTotalSpace()),
                new Metric.Figure("MaxFileDescriptorCount", system.getMaxFileDescriptorCount()),
                new Metric.Figure("TotalPhysicalMemory", system.getTotalMemorySize()),
                new Metric.Figure("TotalSwapSpace", system.getTotalSwapSpaceSize()));
    }

    static Metric operatingSystem() throws IOException {
        String text = Files.isReadable(LINUX_VERSION)
                ? Files.readString(LINUX_VERSION, StandardCharsets.UTF_8).strip()
                : System.getProperty("os.name") + " " + System.getProperty("os.version");
        return new Metric.Text("OperatingSystem", text);
    }
}
