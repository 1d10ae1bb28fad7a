package org.spean.verify;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.asic.ArchiveDecryption;
import org.spean.crypto.asic.ContainerReport;
import org.spean.crypto.asic.EvidencePart;
import org.spean.crypto.asic.LinkReport;

/** In words. */
public final class TextOutput implements VerificationOutput {
    private final PrintWriter out;

    public TextOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void archive(String file, ArchiveDecryption.@Nullable Signature signature) {
        line(file + ": archive");
        if (signature == null) {
            return;
        }
        if (signature.keyId() == null) {
            line("  encrypted, not signed");
        } else if (signature.good() == null) {
            line("  encrypted; signed by OpenPGP key " + signature.keyId() + ", which is not among those given");
        } else {
            line("  encrypted; " + (signature.good() ? "signed" : "NOT SIGNED, but says it is,") + " by OpenPGP key "
                    + signature.keyId());
        }
    }

    @Override
    public void container(ContainerResult result) {
        ContainerReport report = result.report();
        line(result.name() + ": " + (report.holds() ? "holds" : "DOES NOT HOLD"));
        report.failures().forEach((part, why) -> line("  fails: " + part.title() + ": " + why));
        line("  " + who(result) + " signed " + what(result.facts()) + when(report));
        Instant stamped = report.stampTime();
        if (stamped != null && report.stamper() != null) {
            line("  time-stamped " + stamped + " by " + report.stamper().getSubjectX500Principal());
        }
        if (report.certificate() != null) {
            line("  certificate " + report.certificate().getSerialNumber() + " of "
                    + report.certificate().getSubjectX500Principal() + ", issued by "
                    + report.certificate().getIssuerX500Principal()
                    + (report.statusTime() == null ? "" : "; OCSP response of " + report.statusTime()));
        }
        List<String> holding = new ArrayList<>();
        for (Map.Entry<EvidencePart, String> part : report.holding().entrySet()) {
            holding.add(part.getKey().title());
        }
        if (!holding.isEmpty()) {
            line("  holding: " + String.join(", ", holding));
        }
        report.notes().forEach(note -> line("  note: " + note));
    }

    private static String who(ContainerResult result) {
        Object signer = result.report().signer();
        return (signer == null ? "somebody" : signer.toString())
                + (result.signerName() == null ? "" : " (" + result.signerName() + ")")
                + (result.server() == null ? "" : ", by its security server " + result.server() + ",");
    }

    private static String what(@Nullable MessageFacts facts) {
        if (facts == null) {
            return "a message that cannot be told";
        }
        return "the " + facts.kind() + " " + facts.queryId() + " (" + facts.detail() + ") of client " + facts.client()
                + " and service " + facts.service();
    }

    private static String when(ContainerReport report) {
        return report.signingTime() == null ? "" : " at " + report.signingTime() + " by its own clock";
    }

    @Override
    public void archiveEnd(String file, @Nullable LinkReport link) {
        if (link == null) {
            line(file + ": no chain, since it is no archive but a download");
        } else if (!link.holds()) {
            line(file + ": CHAIN DOES NOT HOLD: " + link.failure());
        } else {
            line(file + ": chain holds, "
                    + (link.first() ? "the first of its group" : "follows " + link.previousFile())
                    + "; its last digest is " + link.digest());
        }
    }

    @Override
    public void unreadable(String file, String reason) {
        line(file + ": CANNOT BE TOLD: " + reason);
    }

    /** The last line. */
    public void end(Tally tally) {
        line(tally.held() + " hold, " + tally.failed() + " do not"
                + (tally.unreadableFiles() == 0 ? "" : ", " + tally.unreadableFiles() + " cannot be told"));
    }

    /** Whatever a message or a file name holds, it stays on its line and moves no cursor. */
    private void line(String text) {
        out.println(text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append));
    }
}
