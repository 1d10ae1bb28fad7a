package org.spean.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.EvidenceCounts;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceReport;
import org.spean.messagelog.EvidenceVerifier;
import org.spean.view.View;
import org.spean.view.Views;
import picocli.CommandLine.Model.CommandSpec;

/** Counts the records of a message log and verifies some. */
final class EvidenceSample {

    private EvidenceSample() {}

    /** Prints what came of it; returns the exit code. */
    static int run(CommandSpec spec, Path config, int sample, boolean json) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Views views = Views.open(config, InstantSource.system());
                EvidenceReader log = EvidenceHomes.read(views.current().config())) {
            View view = views.current();
            EvidenceCounts counts = log.counts();
            EvidenceReport report = verify(view, log, sample);
            for (EvidenceReport.Refusal refusal : report.refusals()) {
                spec.commandLine().getErr().println("record " + refusal.recordId() + ": " + refusal.reason());
            }
            int failed = report.refusals().size();
            out.println(json ? json(counts, report.verified(), failed) : text(counts, report.verified(), failed));
            out.flush();
            return failed == 0 ? 0 : 1;
        }
    }

    private static EvidenceReport verify(View view, EvidenceReader log, int sample) {
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
