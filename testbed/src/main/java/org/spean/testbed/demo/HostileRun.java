package org.spean.testbed.demo;

import static org.spean.testbed.load.LoadReport.rounded;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.hostile.Attack;
import org.spean.testbed.hostile.Attacks;
import org.spean.testbed.hostile.Holding;
import org.spean.testbed.hostile.HonestClients;
import org.spean.testbed.hostile.Outcome;
import org.spean.testbed.hostile.Victim;

/**
 * Attacks a pair, one attack after the other with a calm window before each, while honest clients ask at a steady rate. The
 * p99 of an attack is compared with that of all calm windows together. In the end every exchange that an honest client saw
 * answered must have its two records on both sides, and both gateways hold what they held before.
 */
final class HostileRun {
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final Duration CALM = Duration.ofMillis(1500);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration SETTLED = Duration.ofSeconds(75);
    private static final Duration STAMPED = Duration.ofMinutes(1);
    private static final double MOST = 3;
    private static final int TURNS = 3;

    private final RunningPair pair;
    private final Narrator narrator;
    private final Duration time;
    private boolean held = true;
    private boolean calm = true;

    /**
     * @param from which of the honest clients' answers were given meanwhile
     * @param to and before which they end
     */
    private record Row(Attack attack, Outcome outcome, double p99Ms, int turns, long failed, int from, int to) {
        long lost(List<String> answered, Predicate<String> kept) {
            return answered.subList(from, to).stream().filter(kept.negate()).count();
        }
    }

    /** The message logs of both gateways. */
    private record Audits(EvidenceAudit consumer, EvidenceAudit provider) {
        boolean complete(String id) {
            return consumer.complete(id) && provider.complete(id);
        }

        long refused() {
            return (long) consumer.refused().size() + provider.refused().size();
        }
    }

    /** @param time how long attacks last that have no time of their own */
    HostileRun(RunningPair pair, Narrator narrator, Duration time) {
        this.pair = pair;
        this.narrator = narrator;
        this.time = time;
    }

    /** Whether every bound held, nothing was lost or leaked, and no honest client was refused. */
    boolean held() {
        return held;
    }

    /** Whether honest clients waited no longer than they may. */
    boolean calm() {
        return calm;
    }

    Map<String, Object> run(String only) throws IOException, InterruptedException {
        Victim bank = victim("bank", pair.bankServer(), pair.bank());
        Victim ministry = victim("ministry", pair.ministryServer(), pair.ministry());
        List<Attack> attacks = new Attacks(
                        bank,
                        ministry,
                        pair.bankServer().authentication(),
                        pair.bankServer().member(),
                        pair.bankSubsystem(),
                        pair.service("identity"),
                        pair.service("personDetails/v1"),
                        time)
                .all().stream().filter(attack -> attack.name().contains(only)).toList();
        List<Row> rows = new ArrayList<>();
        Histogram quiet = new Histogram(3);
        List<Holding> before = new ArrayList<>();
        List<String> answered;
        HonestClients honest = honest(bank);
        try (honest) {
            try (Narrator.Ticking _ = narrator.ticking("warming up", WARM_UP)) {
                Thread.sleep(WARM_UP);
            }
            for (Victim gateway : List.of(bank, ministry)) {
                before.add(Holding.of(gateway));
            }
            for (Attack attack : attacks) {
                rows.add(row(attack, honest, quiet));
            }
            answered = honest.end();
        }
        if (honest.failed() > 0) {
            narrator.note("an honest client met: " + honest.lastFailure());
        }
        double calmP99 = quiet.getValueAtPercentile(99) / 1e6;
        long leaks = leaks(List.of(bank, ministry), before);
        narrator.begin("evidence");
        Audits audits = audits();
        long lost = lost(answered, audits);
        double worst = table(rows, calmP99, row -> row.lost(answered, audits::complete));
        long bounds = rows.stream().filter(row -> row.outcome.held()).count();
        held = held && bounds == rows.size() && lost == 0 && leaks == 0 && honest.failed() == 0;
        calm = worst <= MOST;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("attacks", rows.size());
        figures.put("held", bounds);
        figures.put("p99Factor", rounded(worst, 2));
        figures.put("calmP99Ms", rounded(calmP99, 1));
        figures.put("answered", answered.size());
        figures.put("failed", honest.failed());
        figures.put("lost", lost);
        figures.put("leaks", leaks);
        return figures;
    }

    /**
     * An attack, carried out thrice if honest clients wait too long in the first one: the median then counts, as a machine that
     * stalls for a moment makes a p99 of a few seconds what it likes. The bound must hold each time.
     */
    private Row row(Attack attack, HonestClients honest, Histogram quiet) throws IOException, InterruptedException {
        long failed = honest.failed();
        int from = honest.answered();
        List<Double> p99s = new ArrayList<>();
        int turns = 1;
        Outcome outcome;
        do {
            Thread.sleep(QUIET);
            honest.takeWindow();
            Thread.sleep(CALM);
            quiet.add(honest.takeWindow());
            outcome = attack.action().run();
            p99s.add(honest.takeWindow().getValueAtPercentile(99) / 1e6);
            if (p99s.size() == 1 && p99s.getFirst() > MOST * quiet.getValueAtPercentile(99) / 1e6) {
                turns = TURNS;
            }
        } while (outcome.held() && p99s.size() < turns);
        narrator.line(String.format(
                Locale.ROOT,
                "  %-32s %s  %s",
                attack.name(),
                outcome.held() ? narrator.good("held") : narrator.bad("NOT HELD"),
                outcome.observed()));
        double median = p99s.stream().sorted().toList().get(p99s.size() / 2);
        return new Row(attack, outcome, median, p99s.size(), honest.failed() - failed, from, honest.answered());
    }

    private HonestClients honest(Victim bank) {
        return new HonestClients(
                bank.port("clientHttp"), "/r1/" + pair.service("small") + "/persons/100000042", pair.bankSubsystem());
    }

    private static Victim victim(String name, EcosystemServer server, GatewayProcess process) {
        return new Victim(name, process.pid(), server.folder(), process.announcement());
    }

    private double table(List<Row> rows, double calmP99, ToLongFunction<Row> lost) {
        narrator.line("");
        narrator.line("| attack | bound | observed | honest p99 meanwhile | factor | failed | lost evidence |");
        narrator.line("|---|---|---|---|---|---|---|");
        double worst = 0;
        for (Row row : rows) {
            double factor = row.p99Ms / calmP99;
            worst = Math.max(worst, factor);
            narrator.line(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s%s | %.1f ms%s | %.2f | %d | %d |",
                    row.attack.name(),
                    row.attack.bound(),
                    row.outcome.held() ? "" : "NOT HELD: ",
                    row.outcome.observed(),
                    row.p99Ms,
                    row.turns == 1 ? "" : " (median of " + row.turns + ")",
                    factor,
                    row.failed,
                    lost.applyAsLong(row)));
        }
        narrator.line(String.format(Locale.ROOT, "%nbetween attacks: p99 %.1f ms", calmP99));
        return worst;
    }

    /** How many kinds of things a gateway holds more of than before; waits for what ends by itself. */
    private long leaks(List<Victim> gateways, List<Holding> before) throws IOException, InterruptedException {
        long end = System.nanoTime() + SETTLED.toNanos();
        long leaks;
        List<String> found = new ArrayList<>();
        do {
            Thread.sleep(QUIET);
            leaks = 0;
            found.clear();
            for (int i = 0; i < gateways.size(); i++) {
                Map<String, String> more = Holding.of(gateways.get(i)).beyond(before.get(i));
                leaks += more.size();
                if (!more.isEmpty()) {
                    found.add(gateways.get(i).name() + ": " + more);
                }
            }
        } while (leaks > 0 && System.nanoTime() < end);
        found.forEach(narrator::note);
        return leaks;
    }

    private Audits audits() throws IOException, InterruptedException {
        FutureTask<EvidenceAudit> other = new FutureTask<>(
                () -> EvidenceAudit.of(pair.command(), pair.bankServer().configuration(), STAMPED));
        Thread.ofPlatform().daemon().name("audit").start(other);
        EvidenceAudit provider =
                EvidenceAudit.of(pair.command(), pair.ministryServer().configuration(), STAMPED);
        try {
            return new Audits(other.get(), provider);
        } catch (ExecutionException e) {
            throw new IOException("the bank's message log was not read", e.getCause());
        }
    }

    private long lost(List<String> answered, Audits audits) {
        long lost = answered.stream().filter(id -> !audits.complete(id)).count() + audits.refused();
        narrator.done(answered.size() + " exchanges answered, "
                + (audits.consumer.records() + audits.provider.records()) + " records, " + lost + " lost or wrong");
        return lost;
    }
}
