package org.spean.testbed.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.EcosystemServer;

/**
 * Kills the gateways of a pair under load, by turns and at random moments, every third time while one is starting; starts
 * them again, and then looks at what they kept. Every exchange that a client saw answered must have its two records on both
 * sides, verified and time-stamped; no file may be left that does not belong there; each start must come about by itself.
 */
public final class KillRun {
    private static final Duration STAMPED = Duration.ofMinutes(2);
    private static final int LEAST_ANSWERS = 20;
    private static final int LATEST_MS = 1_500;
    private static final int STARTING_MS = 3_000;
    private static final int KILLED = 128 + 9;

    /** What a gateway's folder holds while it does not run. */
    private static final Pattern BELONGS = Pattern.compile(
            "gateway\\.(yaml|log|out)|(auth|sign)\\.(p12|pem|pin)"
                    + "|exchanges\\.jsonl|evidence\\.log|messagelog/(\\d{10}\\.segment|index\\.db|lock)"
                    + "|ocsp/[0-9a-f]{64}\\.[0-9a-f]{40}\\.ocsp|operational-monitoring\\.db|globalconf/(current|\\.lock|generations/\\d+/.*)");

    private static final Pattern REPAIR = Pattern.compile("messageLogDamaged|messageLogIndex| ERROR ");

    private final RunningPair pair;
    private final SplittableRandom random;
    private final List<String> repairs = new ArrayList<>();
    private long longestStart;

    private KillRun(RunningPair pair, SplittableRandom random) {
        this.pair = pair;
        this.random = random;
    }

    /**
     * Starts a pair in the folder, kills and audits.
     *
     * @param command words of the command line that runs Spean
     * @throws IOException when a gateway does not start (again), or its log cannot be read
     */
    public static KillReport run(Path folder, List<String> command, int kills, long seed)
            throws IOException, InterruptedException {
        return run(folder, command, kills, seed, Narrator.ofSystem());
    }

    static KillReport run(Path folder, List<String> command, int kills, long seed, Narrator narrator)
            throws IOException, InterruptedException {
        try (RunningPair pair = RunningPair.start(folder, command, Scene.KEPT, narrator)) {
            return new KillRun(pair, new SplittableRandom(seed)).run(kills, seed, narrator);
        }
    }

    private KillReport run(int kills, long seed, Narrator narrator) throws IOException, InterruptedException {
        List<String> answered;
        try (KillLoad load = new KillLoad(pair, seed)) {
            load.await(LEAST_ANSWERS);
            for (int kill = 1; kill <= kills; kill++) {
                Thread.sleep(random.nextInt(LATEST_MS)); // whenever it is
                boolean starting = kill % 3 == 0;
                kill(kill % 2 == 1, starting);
                load.await(load.count() + LEAST_ANSWERS);
                narrator.line("  kill " + kill + (starting ? ", and a start cut short: " : ": ") + load.count()
                        + " exchanges answered so far");
            }
            answered = load.end();
        }
        return audit(kills, answered, seed, narrator);
    }

    private void kill(boolean ofBank, boolean starting) throws IOException, InterruptedException {
        GatewayProcess running = ofBank ? pair.bank() : pair.ministry();
        running.kill();
        noteRepairs(running.log());
        if (starting) {
            startAndKill(ofBank ? pair.bankServer() : pair.ministryServer());
        }
        if (ofBank) {
            pair.restartBank();
        } else {
            pair.restartMinistry();
        }
        longestStart = Math.max(
                longestStart, (ofBank ? pair.bank() : pair.ministry()).ready().toMillis());
    }

    /** What the one before had begun to recover, the next has to finish. */
    private void startAndKill(EcosystemServer server) throws IOException, InterruptedException {
        AtomicReference<@Nullable Process> begun = new AtomicReference<>();
        int after = random.nextInt(STARTING_MS);
        try (GatewayProcess started = GatewayProcess.start(pair.command(), server.configuration(), process -> {
            begun.set(process);
            process.onExit()
                    .orTimeout(after, TimeUnit.MILLISECONDS)
                    .whenComplete((_, _) -> process.toHandle().destroyForcibly());
        })) {
            started.kill();
        } catch (IOException e) {
            Process process = begun.get();
            if (process == null || process.waitFor() != KILLED) {
                throw e;
            }
        }
        noteRepairs(server.folder().resolve("gateway.log"));
    }

    private void noteRepairs(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            lines.filter(line -> REPAIR.matcher(line).find()).forEach(repairs::add);
        }
    }

    private KillReport audit(int kills, List<String> answered, long seed, Narrator narrator)
            throws IOException, InterruptedException {
        narrator.begin("evidence");
        CompletableFuture<EvidenceAudit> ofBank = audit(pair.bankServer());
        CompletableFuture<EvidenceAudit> ofMinistry = audit(pair.ministryServer());
        EvidenceAudit consumer = awaited(ofBank);
        EvidenceAudit provider = awaited(ofMinistry);
        List<String> lost = answered.stream()
                .filter(id -> !consumer.complete(id) || !provider.complete(id))
                .toList();
        List<String> refused = new ArrayList<>(consumer.refused());
        refused.addAll(provider.refused());
        pair.bank().stop();
        pair.ministry().stop();
        noteRepairs(pair.bank().log());
        noteRepairs(pair.ministry().log());
        List<String> leftOver = new ArrayList<>(leftOver(pair.bankServer().folder()));
        leftOver.addAll(leftOver(pair.ministryServer().folder()));
        KillReport report = new KillReport(
                kills,
                answered.size(),
                lost,
                consumer.records() + provider.records(),
                consumer.unstamped() + provider.unstamped(),
                refused,
                leftOver,
                List.copyOf(repairs),
                longestStart,
                seed);
        narrator.done(report.toMap().toString());
        return report;
    }

    private CompletableFuture<EvidenceAudit> audit(EcosystemServer server) {
        CompletableFuture<EvidenceAudit> audit = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("audit").start(() -> {
            try {
                audit.complete(EvidenceAudit.of(pair.command(), server.configuration(), STAMPED));
            } catch (IOException | RuntimeException e) {
                audit.completeExceptionally(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                audit.completeExceptionally(e);
            }
        });
        return audit;
    }

    private static EvidenceAudit awaited(CompletableFuture<EvidenceAudit> audit)
            throws IOException, InterruptedException {
        try {
            return audit.get();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<String> leftOver(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !BELONGS.matcher(name).matches())
                    .toList();
        }
    }
}
