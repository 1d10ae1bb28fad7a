package org.spean.benchmarks.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code benchmarks/guard}: measures the hot steps, holds them against the baseline, and fails if one is slower than its band. */
@Command(
        name = "guard",
        mixinStandardHelpOptions = true,
        description = {
            "Measures each hot step beside a raw primitive and holds the ratio against benchmarks/baseline.md.",
            "A step that fails is measured once more before it counts. Ends with 1 if one is slower than its band allows."
        })
public final class GuardCommand implements Callable<Integer> {
    private static final PrintStream OUT = System.out;

    @Parameters(paramLabel = "STEP", description = "Names of the steps to measure; default: all.")
    private List<String> names = List.of();

    @Option(names = "--update", description = "Write what was measured into the baseline; the bands stay.")
    private boolean update;

    @Option(names = "--slowed", paramLabel = "STEP", description = "Do this step twice: shows that the guard sees it.")
    private @Nullable String slowed;

    @Option(names = "--forks", defaultValue = "2", description = "JVMs per step. Default: ${DEFAULT-VALUE}.")
    private int forks = 2;

    @Option(names = "--home", hidden = true, description = "The folder of the benchmarks.")
    private Path home = Path.of("benchmarks");

    /** Ends the process. */
    public static void main(String... arguments) {
        System.exit(new CommandLine(new GuardCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, RunnerException {
        long start = System.nanoTime();
        Path file = home.resolve("baseline.md");
        Baseline baseline = Baseline.read(file);
        List<Step> steps = new ArrayList<>();
        for (Step step : names.isEmpty()
                ? List.of(Step.values())
                : names.stream().map(Step::named).toList()) {
            if (step.possible()) {
                steps.add(step);
            } else {
                OUT.println(step.text() + " is left out: this machine has no tmpfs at " + LogAppend.TMPFS);
            }
        }
        Map<Step, Best> measured = new EnumMap<>(Step.class);
        measure(steps, measured);
        List<Step> failing = judged(steps, measured, baseline, Judgement::failed);
        if (!update && !failing.isEmpty()) {
            OUT.println("once more: " + failing.stream().map(Step::text).toList());
            measure(failing, measured);
        }
        OUT.println(Judgement.HEAD);
        for (Step step : steps) {
            OUT.println(new Judgement(step, best(measured, step), baseline.of(step)).line());
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        if (update) {
            steps.forEach(step -> baseline.set(step, best(measured, step).ratio()));
            baseline.write(file);
            OUT.println(file + " is written anew, in " + seconds + " s");
            return 0;
        }
        List<Step> failed = judged(steps, measured, baseline, Judgement::failed);
        OUT.println(failed.isEmpty() ? "all within their bands, in " + seconds + " s" : "FAILED: " + failed.size());
        return failed.isEmpty() ? 0 : 1;
    }

    private static List<Step> judged(
            List<Step> steps, Map<Step, Best> measured, Baseline baseline, Predicate<Judgement> condition) {
        return steps.stream()
                .filter(step -> condition.test(new Judgement(step, best(measured, step), baseline.of(step))))
                .toList();
    }

    private static Best best(Map<Step, Best> measured, Step step) {
        Best best = measured.get(step);
        if (best == null) {
            throw new IllegalStateException(step.text() + " was not measured: see the output above");
        }
        return best;
    }

    private void measure(List<Step> steps, Map<Step, Best> measured) throws IOException, RunnerException {
        Path folder = Files.createDirectories(home.resolve("target").resolve("guard"));
        Path results = folder.resolve("results");
        Files.deleteIfExists(results);
        List<String> properties = new ArrayList<>(List.of(
                "-D" + GuardBenchmark.FOLDER + "=" + folder.toAbsolutePath(),
                "-D" + GuardBenchmark.RESULTS + "=" + results.toAbsolutePath()));
        if (slowed != null) {
            properties.add(
                    "-D" + GuardBenchmark.SLOWED + "=" + Step.named(slowed).text());
        }
        for (Step step : steps) {
            OUT.println("measuring " + step.text() + " beside " + step.primitive());
            new Runner(new OptionsBuilder()
                            .include(GuardBenchmark.class.getName() + ".slices")
                            .param("step", step.name())
                            .forks(forks)
                            .jvmArgsAppend(properties.toArray(String[]::new))
                            .verbosity(VerboseMode.SILENT)
                            .shouldFailOnError(true)
                            .build())
                    .run();
        }
        for (String line : Files.readAllLines(results, UTF_8)) {
            String[] words = line.split(" ", -1);
            measured.computeIfAbsent(Step.named(words[0]), _ -> new Best())
                    .add(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
        }
    }
}
