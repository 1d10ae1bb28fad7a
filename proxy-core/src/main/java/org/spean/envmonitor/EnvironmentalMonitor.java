package org.spean.envmonitor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.spean.exchange.OwnerQuestions;

/** Watches the machine: a sample every five seconds, everything else when it is asked for, on a thread of its own. */
public final class EnvironmentalMonitor implements AutoCloseable {
    private static final int SAMPLE_SECONDS = 5;

    private final InstantSource clock;
    private final Machine machine;
    private final ScheduledExecutorService sampling = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("env-monitor").daemon().factory());
    private final OwnerQuestions questions = new OwnerQuestions("env-monitor-answers", "metrics");

    private EnvironmentalMonitor(InstantSource clock) {
        this.clock = clock;
        machine = new Machine(clock);
    }

    /** Begins to watch. */
    public static EnvironmentalMonitor start(InstantSource clock) {
        EnvironmentalMonitor monitor = new EnvironmentalMonitor(clock);
        monitor.sampling.scheduleAtFixedRate(monitor.machine::sample, SAMPLE_SECONDS, SAMPLE_SECONDS, TimeUnit.SECONDS);
        return monitor;
    }

    /** Does something on the thread that may look at the machine. */
    void answer(Runnable task) {
        questions.answer(task);
    }

    /**
     * The metrics of the machine: first, by name, what changes rarely, then what changes all the time. Blocks.
     *
     * @param wanted names; empty: all
     */
    List<Metric> metrics(Collection<String> wanted, List<MonitoredCertificate> certificates, String version)
            throws IOException {
        Choice choice = new Choice(wanted);
        choice.set("Certificates", () -> Certificates.metrics(certificates));
        List<Metric> numbers = machine.numbers();
        choice.each(numbers.subList(0, 3)); // disks and descriptors
        choice.each(List.of(Machine.operatingSystem()));
        choice.set("Packages", () -> Packages.all(version));
        Processes processes = new Processes(clock.instant(), totalMemory());
        choice.set("Processes", processes::all);
        choice.each(numbers.subList(3, numbers.size())); // memory
        choice.set("Xroad Processes", processes::own);
        choice.each(machine.histograms());
        return choice.chosen;
    }

    private static long totalMemory() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    private interface Source {
        List<Metric> metrics() throws IOException;
    }

    /** Takes what is wanted, and looks for nothing else. */
    private record Choice(Collection<String> wanted, List<Metric> chosen) {
        Choice(Collection<String> wanted) {
            this(wanted, new ArrayList<>());
        }

        private boolean wants(String name) {
            return wanted.isEmpty() || wanted.contains(name);
        }

        void set(String name, Source source) throws IOException {
            if (wants(name)) {
                List<Metric> metrics = source.metrics();
                if (!metrics.isEmpty()) {
                    chosen.add(new Metric.Set(name, metrics));
                }
            }
        }

        void each(List<Metric> metrics) {
            metrics.stream().filter(metric -> wants(metric.name())).forEach(chosen::add);
        }
    }

    @Override
    public void close() {
        sampling.shutdownNow();
        questions.close();
    }
}
