package org.spean.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.EvidenceCounts;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceReport;
import org.spean.messagelog.EvidenceVerifier;
import org.spean.view.View;
import org.spean.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        description = {
            "Counts the records of the message log and verifies a random sample of them: signature, hash chain,",
            "certificates and OCSP responses at the time of the record. May run beside the gateway."
        },
        subcommands = {EvidenceConsumeCommand.class})
final class EvidenceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private @Nullable Path config;

    @Option(names = "--sample", paramLabel = "N", defaultValue = "20", description = "records to verify (default: 20)")
    private int sample;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Path file = config;
        if (file == null) { // not required, or subcommands would require it twice
            throw new ParameterException(spec.commandLine(), "Missing required option: '--config=FILE'");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Views views = Views.open(file, InstantSource.system());
                EvidenceReader log = EvidenceHomes.read(views.current().config())) {
            View view = views.current();
            EvidenceCounts counts = log.counts();
            EvidenceReport report = verify(view, log);
            for (EvidenceReport.Refusal refusal : report.refusals()) {
                spec.commandLine().getErr().println("record " + refusal.recordId() + ": " + refusal.reason());
            }
            int failed = report.refusals().size();
            out.println(json ? json(counts, report.verified(), failed) : text(counts, report.verified(), failed));
            out.flush();
            return failed == 0 ? 0 : 1;
        }
    }

    private EvidenceReport verify(View view, EvidenceReader log) {
        try (SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
            return new EvidenceVerifier(verifier, view.anchors()).verify(log, log.sample(sample, new SecureRandom()));
        }
    }

    private static String json(EvidenceCounts counts, int verified, int failed) {
        return "{\"records\":%d,\"consumerRequests\":%d,\"consumerResponses\":%d,\"providerRequests\":%d,"
                        .formatted(
                                counts.records(),
                                counts.consumerRequests(),
                                counts.consumerResponses(),
                                counts.providerRequests())
                + "\"providerResponses\":%d,\"signatures\":%d,\"unstamped\":%d,\"verified\":%d,\"failed\":%d}"
                        .formatted(
                                counts.providerResponses(), counts.signatures(), counts.unstamped(), verified, failed);
    }

    private static String text(EvidenceCounts counts, int verified, int failed) {
        return """
                %d records: as consumer %d requests and %d responses, as provider %d requests and %d responses
                %d signature documents, %d not yet time-stamped
                sample: %d verified, %d failed""".formatted(
                        counts.records(),
                        counts.consumerRequests(),
                        counts.consumerResponses(),
                        counts.providerRequests(),
                        counts.providerResponses(),
                        counts.signatures(),
                        counts.unstamped(),
                        verified,
                        failed);
    }
}
