package org.spean.testbed.demo;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.spean.testbed.load.LoadDriver;
import org.spean.testbed.load.LoadPlan;
import org.spean.testbed.load.LoadReport;
import org.spean.testbed.service.BankSystem;
import reactor.core.publisher.Mono;

/** Sends the demonstration's exchanges through a running pair and tells what came of each. */
final class DemoRun {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunningPair pair;
    private final Narrator narrator;
    private final DemoResult result = new DemoResult();

    DemoRun(RunningPair pair, Narrator narrator) {
        this.pair = pair;
        this.narrator = narrator;
    }

    DemoResult exchanges() throws IOException, InterruptedException {
        try (BankSystem bank = new BankSystem(pair.bankServer().clientUrl(), pair.bankSubsystem(), PATIENCE)) {
            int number = 0;
            for (DemoExchange exchange :
                    DemoExchange.all(pair.bankSubsystem(), pair.ministryServer().subsystem("IDENTITY"))) {
                one(++number, exchange, bank);
            }
        }
        return result;
    }

    private void one(int number, DemoExchange exchange, BankSystem bank) throws IOException, InterruptedException {
        String queryId = "CAMBODIA-" + UUID.randomUUID();
        String service = pair.ministryServer().subsystem("IDENTITY") + "/" + exchange.service();
        long seenBefore = pair.register().requests();
        BankSystem.@Nullable Answer answer;
        String broken = "";
        try {
            answer = send(exchange, service, queryId, bank).block(PATIENCE.plusSeconds(5));
        } catch (RuntimeException e) {
            answer = null;
            broken = String.valueOf(e.getMessage());
        }
        @Nullable LoggedExchange consumer = logged(pair.bankServer().folder(), queryId);
        @Nullable LoggedExchange provider = logged(pair.ministryServer().folder(), queryId);
        List<String> complaints = answer == null
                ? List.of("no answer: " + broken)
                : complaints(exchange, answer, pair.register().requests() - seenBefore, consumer, provider);
        tell(number, exchange, service, answer, consumer, provider, complaints);
        if (complaints.isEmpty() && answer != null) {
            result.asExpected(exchange.refused(), answer.elapsed().toNanos());
        } else {
            result.failed();
        }
    }

    private static Mono<BankSystem.Answer> send(
            DemoExchange exchange, String service, String queryId, BankSystem bank) {
        Publisher<ByteBuf> body = exchange.body().apply(queryId);
        return exchange.method() == null
                ? bank.soap(exchange.headers().getOrDefault("Content-Type", "text/xml"), body)
                : bank.call(exchange.method(), service, queryId, exchange.headers(), body);
    }

    private static @Nullable LoggedExchange logged(Path folder, String queryId)
            throws IOException, InterruptedException {
        return LoggedExchange.find(folder.resolve("exchanges.jsonl"), queryId, Duration.ofSeconds(3));
    }

    private List<String> complaints(
            DemoExchange exchange,
            BankSystem.Answer answer,
            long seen,
            @Nullable LoggedExchange consumer,
            @Nullable LoggedExchange provider) {
        List<String> complaints = new ArrayList<>();
        if (answer.status() != exchange.expected()) {
            complaints.add("the status should be " + exchange.expected() + ": " + shortened(answer.beginning()));
        } else {
            @Nullable String complaint = exchange.complaint().apply(answer);
            if (complaint != null) {
                complaints.add(complaint);
            }
        }
        if (seen != (exchange.refused() ? 0 : 1)) {
            complaints.add("the register has seen " + seen + " requests");
        }
        if (consumer == null || provider == null) {
            complaints.add(
                    "no line in the exchange log of the " + (consumer == null ? "bank's" : "ministry's") + " gateway");
        } else if (!exchange.refused()) {
            expect(
                    complaints,
                    "ministry verified the request of",
                    pair.bankServer().member(),
                    provider);
            expect(
                    complaints,
                    "bank verified the response of",
                    pair.ministryServer().member(),
                    consumer);
        }
        return complaints;
    }

    private static void expect(List<String> complaints, String what, String member, LoggedExchange side) {
        if (!side.verifiedSigner().equals(member)) {
            complaints.add(what + " \"" + side.verifiedSigner() + "\" and not of " + member);
        }
        if (side.records().size() != 2) {
            complaints.add(
                    "a side should keep 2 records, and kept " + side.records().size());
        }
    }

    private void tell(
            int number,
            DemoExchange exchange,
            String service,
            BankSystem.@Nullable Answer answer,
            @Nullable LoggedExchange consumer,
            @Nullable LoggedExchange provider,
            List<String> complaints) {
        String verdict = complaints.isEmpty()
                ? narrator.good(exchange.refused() ? "refused, as it should be" : "as it should be")
                : narrator.bad("NOT as it should be");
        narrator.line(String.format(
                Locale.ROOT,
                "  %d. %-42s %3d  %8.1f ms  %s",
                number,
                narrator.strong(exchange.title()),
                answer == null ? 0 : answer.status(),
                answer == null ? 0 : answer.elapsed().toNanos() / 1e6,
                verdict));
        narrator.detail(
                "request", exchange.method() == null ? "POST / for " + service : exchange.method() + " /r1/" + service);
        if (answer != null) {
            narrator.detail("answer", shortened(answer.beginning()));
        }
        complaints.forEach(complaint -> narrator.detail("problem", narrator.bad(complaint)));
        if (consumer != null) {
            tellSide("bank", "request", "response", consumer, number == 1);
        }
        if (provider != null) {
            tellSide("ministry", "response", "request", provider, number == 1);
        }
        narrator.line("");
    }

    private void tellSide(String who, String signedWhat, String verifiedWhat, LoggedExchange side, boolean first) {
        List<String> facts = new ArrayList<>();
        if (!side.verifiedSigner().isEmpty()) {
            facts.add("verified the " + verifiedWhat + " signed by " + side.verifiedSigner());
        }
        if (!side.signer().isEmpty()) {
            facts.add("signed the " + signedWhat + " as " + side.signer()
                    + (first && !side.signerCertificate().isEmpty() ? " (" + side.signerCertificate() + ")" : ""));
        }
        if (!side.records().isEmpty()) {
            facts.add("kept records " + String.join(" and ", side.records()));
        }
        if (!side.outcome().equals("ok")) {
            facts.add(side.outcome() + ": "
                    + side.line().path("fault").path("code").asText());
        }
        narrator.detail(who, facts.isEmpty() ? "nothing" : String.join("; ", facts));
        narrator.detail("", "ms by step: " + side.steps());
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 110 ? line : line.substring(0, 107) + "...";
    }

    /** Drives load at the register's look-up of a person. */
    LoadReport load(Duration duration, int connections) throws IOException, InterruptedException {
        Duration warmup = Duration.ofSeconds(Math.max(1, duration.toSeconds() / 4));
        URI url = URI.create(pair.bankServer().clientUrl() + "/r1/" + pair.service("small") + "/persons/100000042");
        try (Narrator.Ticking _ = narrator.ticking(
                "load over " + connections + " connections (the first " + warmup.toSeconds() + " s do not count)",
                duration.plus(warmup))) {
            return LoadDriver.run(LoadPlan.get(url, connections, duration)
                    .withHeaders(List.of(Map.entry("X-Road-Client", pair.bankSubsystem())))
                    .withWarmup(warmup)
                    .withPids(pair.pids()));
        }
    }
}
