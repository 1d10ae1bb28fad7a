package org.spean.testbed.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import org.spean.testbed.load.LoadReport;
import org.spean.testbed.load.ProcessUsage;

/** Starts of one gateway, of several kinds by turns, so that what else the machine does befalls all of them. */
final class StartMeasurement {
    private static final double MEGA = 1e6;

    private final RunningPair pair;
    private final Narrator narrator;
    private final List<Kind> kinds = new ArrayList<>();

    /** One start: milliseconds from the process's start, of that within the gateway, CPU milliseconds, bytes. */
    private record Start(double ready, double inside, double cpu, double resident) {}

    private record Kind(String suffix, List<String> command, String options, List<Start> starts, List<Double> atRest) {}

    StartMeasurement(RunningPair pair, Narrator narrator) {
        this.pair = pair;
        this.narrator = narrator;
    }

    /** @param suffix of the names of its figures */
    void add(String suffix, List<String> command, String options) {
        kinds.add(new Kind(suffix, command, options, new ArrayList<>(), new ArrayList<>()));
    }

    /** Takes its time; the gateway of the ministry is ended in the end. */
    Map<String, Object> run(int starts, Duration rest) throws IOException, InterruptedException {
        pair.ministry().stop();
        for (int i = 0; i < starts; i++) {
            for (Kind kind : kinds) {
                once(kind, i >= starts - 2 ? rest : Duration.ZERO);
            }
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        for (Kind kind : kinds) {
            put(figures, "readyMs" + kind.suffix, kind, Start::ready, 0);
            put(figures, "insideMs" + kind.suffix, kind, Start::inside, 0);
            put(figures, "startCpuMs" + kind.suffix, kind, Start::cpu, 0);
            put(figures, "rssReadyMb" + kind.suffix, kind, Start::resident, 1);
            figures.put("rssIdleMb" + kind.suffix, LoadReport.rounded(middle(kind.atRest), 1));
        }
        figures.put("starts", starts);
        return figures;
    }

    private void once(Kind kind, Duration rest) throws IOException, InterruptedException {
        try (GatewayProcess gateway = GatewayProcess.start(
                kind.command, pair.ministryServer().configuration(), kind.options, started -> {})) {
            ProcessUsage usage = ProcessUsage.of(gateway.pid());
            Start start = new Start(
                    gateway.ready().toNanos() / MEGA,
                    gateway.announcement().path("readyMs").asDouble(),
                    usage.cpu().toNanos() / MEGA,
                    usage.residentBytes() / MEGA);
            kind.starts.add(start);
            narrator.line(String.format(
                    Locale.ROOT,
                    "  ready after %5.0f ms, CPU %5.0f ms, %5.1f MB %s",
                    start.ready,
                    start.cpu,
                    start.resident,
                    kind.suffix));
            if (!rest.isZero()) {
                LockSupport.parkNanos(rest.toNanos());
                kind.atRest.add(ProcessUsage.of(gateway.pid()).residentBytes() / MEGA);
            }
        }
    }

    private static void put(
            Map<String, Object> figures, String name, Kind kind, ToDoubleFunction<Start> value, int digits) {
        figures.put(
                name,
                LoadReport.rounded(
                        middle(kind.starts.stream().map(value::applyAsDouble).toList()), digits));
    }

    private static double middle(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
