package org.spean.testbed.demo;

import static org.spean.testbed.load.LoadReport.rounded;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.reactivestreams.Publisher;
import org.spean.testbed.load.LoadDriver;
import org.spean.testbed.load.LoadPlan;
import org.spean.testbed.load.LoadReport;
import org.spean.testbed.load.ProcessUsage;
import org.spean.testbed.service.BankSystem;
import org.spean.testbed.service.SampleBytes;
import org.spean.testbed.service.SmallAnswer;
import org.spean.testbed.service.SoapMessages;

/** SOAP beside REST through a running pair. */
final class SoapRun {
    private static final long MB = 1024L * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final RunningPair pair;
    private final Narrator narrator;
    private final int connections;
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private boolean valid = true;
    private double rssGrowthMb;

    SoapRun(RunningPair pair, Narrator narrator, int connections) {
        this.pair = pair;
        this.narrator = narrator;
        this.connections = connections;
    }

    /** Drives both protocols by turns, so that what the machine does meanwhile befalls both. */
    void compare(Duration warmup, int turns, Duration turn) throws IOException, InterruptedException {
        for (boolean soap : new boolean[] {false, true}) {
            drive("warming up " + (soap ? "SOAP" : "REST"), soap, warmup);
        }
        double[] cpu = new double[2];
        long[] exchanges = new long[2];
        for (int i = 1; i <= turns; i++) {
            for (int soap = 0; soap < 2; soap++) {
                LoadReport report =
                        drive((soap == 1 ? "SOAP" : "REST") + ", turn " + i + " of " + turns, soap == 1, turn);
                cpu[soap] += report.cpuMsPerExchange() * report.exchanges();
                exchanges[soap] += report.exchanges();
            }
        }
        double rest = cpu[0] / Math.max(1, exchanges[0]);
        double soap = cpu[1] / Math.max(1, exchanges[1]);
        valid &= exchanges[0] > 0 && exchanges[1] > 0 && rest > 0;
        figures.put("cpuRatioSoapRest", rest == 0 ? null : rounded(soap / rest, 3));
        figures.put("restCpuMs", rounded(rest, 4));
        figures.put("soapCpuMs", rounded(soap, 4));
        narrator.line(
                String.format(Locale.ROOT, "  REST %.3f ms, SOAP %.3f ms CPU per exchange, both gateways", rest, soap));
    }

    private LoadReport drive(String what, boolean soap, Duration length) throws IOException, InterruptedException {
        String client = pair.bankServer().clientUrl();
        LoadPlan plan = soap
                ? LoadPlan.get(URI.create(client + "/"), connections, length)
                        .withRequest("POST", small().getBytes(StandardCharsets.UTF_8))
                        .withHeaders(List.of(
                                Map.entry("Content-Type", "text/xml; charset=UTF-8"), Map.entry("SOAPAction", "\"\"")))
                : LoadPlan.get(
                                URI.create(client + "/r1/" + pair.service("small") + "/persons/100000042"),
                                connections,
                                length)
                        .withHeaders(List.of(Map.entry("X-Road-Client", pair.bankSubsystem())));
        try (Narrator.Ticking _ = narrator.ticking(what, length)) {
            LoadReport report = LoadDriver.run(plan.withPids(pair.pids()));
            valid &= report.totalBad() == 0;
            return report;
        }
    }

    private String small() {
        return SoapMessages.request(
                pair.bankSubsystem(),
                pair.service("small/v1"),
                SmallAnswer.SOAP_ID,
                "<ns:personcode>100000042</ns:personcode>");
    }

    /** One message with many attachments. */
    void attachments(int number, int megabytes) {
        String digest = SampleBytes.sha256(megabytes * MB);
        one(
                number + " attachments of " + megabytes + " MB",
                false,
                SoapMessages.related(envelope("attachments", ""), number, megabytes * MB, false),
                digest,
                number);
        figures.put("attachmentsMb", (long) number * megabytes);
    }

    /** One message by MTOM, and one in answer. */
    void xop(int megabytes) {
        long bytes = megabytes * MB;
        one(
                megabytes + " MB by MTOM, both ways",
                true,
                SoapMessages.related(envelope("xop", "<ns:photoBytes>" + bytes + "</ns:photoBytes>"), 1, bytes, true),
                SampleBytes.sha256(bytes),
                1);
        figures.put("xopMb", megabytes);
        figures.put("rssGrowthMb", rounded(rssGrowthMb, 1));
    }

    private String envelope(String id, String body) {
        return SoapMessages.request(
                pair.bankSubsystem(),
                pair.service("personDetails/v1"),
                id,
                "<ns:personcode>100000042</ns:personcode>" + body);
    }

    /** Sends one message; the register must have received what was sent, and memory is looked at. */
    private void one(String what, boolean xop, Publisher<ByteBuf> body, String digest, int times) {
        Map<String, ProcessUsage> before = new LinkedHashMap<>();
        pair.pids().forEach((name, pid) -> before.put(name, ProcessUsage.of(pid)));
        try (BankSystem bank = new BankSystem(pair.bankServer().clientUrl(), pair.bankSubsystem(), PATIENCE)) {
            BankSystem.Answer answer = bank.soap(xop ? SoapMessages.RELATED_XOP : SoapMessages.RELATED, body)
                    .block(PATIENCE);
            boolean whole = answer != null
                    && answer.status() == 200
                    && answer.beginning().split(digest, -1).length - 1 == times;
            valid &= whole;
            double growth = growth(before);
            rssGrowthMb = Math.max(rssGrowthMb, growth);
            narrator.line(String.format(
                    Locale.ROOT,
                    "  %s: %s in %.1f s; resident memory grew by %.0f MB",
                    what,
                    whole ? "received as sent" : narrator.bad("NOT received as sent"),
                    answer == null ? 0 : answer.elapsed().toNanos() / 1e9,
                    growth));
        }
    }

    private double growth(Map<String, ProcessUsage> before) {
        double most = 0;
        for (Map.Entry<String, Long> gateway : pair.pids().entrySet()) {
            ProcessUsage earlier = before.get(gateway.getKey());
            if (earlier != null) {
                ProcessUsage now = ProcessUsage.of(gateway.getValue());
                long peak = Math.max(now.residentBytes(), now.peakBytes() > earlier.peakBytes() ? now.peakBytes() : 0);
                most = Math.max(most, (peak - earlier.residentBytes()) / (double) MB);
            }
        }
        return most;
    }

    Map<String, Object> figures() {
        figures.put("connections", connections);
        figures.put("valid", valid);
        return figures;
    }
}
