package org.spean.testbed.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.spean.testbed.load.ProcessUsage;

/**
 * Closed-loop load by wrk, with one thread, as it shares the processors with what it measures.
 *
 * <p>CPU time is taken between one tenth of a slice and its end and divided by the exchanges of that time at the slice's rate:
 * neither opening the connections nor what is cut off at the end counts.
 */
final class Wrk {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String program;
    private final Path folder;
    private int scripts;

    Wrk(String program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** Drives a case, and blocks meanwhile. */
    Slice run(Case what, int connections, Duration length) throws IOException, InterruptedException {
        Path output = folder.resolve("wrk.out");
        Process wrk = new ProcessBuilder(command(what, connections, length))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            long begin = System.nanoTime();
            sleepUntil(begin + length.toNanos() / 10);
            long from = System.nanoTime();
            Map<String, ProcessUsage> before = what.usage();
            sleepUntil(begin + length.toNanos());
            Map<String, ProcessUsage> after = what.usage();
            double seconds = (System.nanoTime() - from) / 1e9;
            if (!wrk.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("wrk does not end");
            }
            WrkOutput answers = WrkOutput.read(Files.readString(output));
            return slice(connections, answers, before, after, seconds);
        } finally {
            wrk.destroyForcibly();
        }
    }

    private static Slice slice(
            int connections,
            WrkOutput answers,
            Map<String, ProcessUsage> before,
            Map<String, ProcessUsage> after,
            double seconds) {
        double exchanges = Math.max(1, answers.perSecond() * seconds);
        Map<String, Double> cpu = new LinkedHashMap<>();
        Map<String, Double> memory = new LinkedHashMap<>();
        after.forEach((name, usage) -> {
            ProcessUsage earlier = before.getOrDefault(name, usage);
            cpu.put(name, usage.cpu().minus(earlier.cpu()).toNanos() / 1e6 / exchanges);
            memory.put(name, usage.residentBytes() / 1048576.0);
        });
        return new Slice(connections, answers, cpu, memory);
    }

    private List<String> command(Case what, int connections, Duration length) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                program,
                "-t1",
                "-c" + connections,
                "-d" + Math.max(1, Math.round(length.toMillis() / 1000.0)) + "s",
                "--timeout",
                "10s",
                "-s",
                file(what).toString()));
        what.request().headers().forEach((name, value) -> words.addAll(List.of("-H", name + ": " + value)));
        words.add(what.request().url().toString());
        return words;
    }

    private Path file(Case what) throws IOException {
        return Files.writeString(folder.resolve("wrk-" + scripts++ + ".lua"), script(what), StandardCharsets.UTF_8);
    }

    /** What wrk is to do besides asking for the URL. */
    static String script(Case what) {
        StringBuilder lua = new StringBuilder(WrkOutput.SCRIPT);
        if (what.requests().size() > 1) {
            lua.append(byTurns(what));
        } else if (!what.request().body().isEmpty()) {
            lua.append("wrk.method = 'POST'\nwrk.body = ")
                    .append(quoted(what.request().body()));
        }
        return lua.append('\n').toString();
    }

    /** All requests are made ready before the first is sent. */
    private static String byTurns(Case what) {
        StringBuilder lua = new StringBuilder("local all = {}\nlocal next = 0\nfunction init(args)\n");
        for (Request request : what.requests()) {
            lua.append("  all[#all + 1] = wrk.format('GET', ")
                    .append(quoted(request.url().getRawPath()))
                    .append(", {");
            request.headers()
                    .forEach((name, value) -> lua.append('[')
                            .append(quoted(name))
                            .append("] = ")
                            .append(quoted(value))
                            .append(", "));
            lua.append("})\n");
        }
        return lua.append("end\nfunction request()\n  next = next % #all + 1\n  return all[next]\nend\n")
                .toString();
    }

    static String quoted(String text) {
        StringBuilder lua = new StringBuilder("'");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b != '\'' && b != '\\') {
                lua.append((char) b);
            } else {
                lua.append('\\').append(String.format("%03d", b & 0xff));
            }
        }
        return lua.append('\'').toString();
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }
}
