package org.spean.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.asic.Container;
import org.spean.crypto.asic.ContainerVerifier;
import org.spean.crypto.asic.ContainerWriter;
import org.spean.crypto.asic.EvidencePart;
import org.spean.crypto.asic.EvidenceTrust;
import org.spean.crypto.asic.KeptElsewhere;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.globalconf.TimeStampingAuthority;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceContainer;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceVerifier;
import org.spean.view.View;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Verifies records of the message log by the global configuration of now: what is kept of the message, hash",
            "chain, signature, certificates and OCSP responses at the time of the record, and the time-stamp if there is",
            "one. Names those that fail, and why. Files are verified by 'spean verify'."
        },
        footer =
                "%nExit codes: 0 all hold, 1 some do not or none was found, 2 wrong arguments or broken configuration.")
final class EvidenceVerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private EvidenceSelection selection;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Parameters(paramLabel = "RECORD", arity = "0..*", description = "numbers of records, as 'find' tells them")
    private List<Long> numbers = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        return selection.with((log, view) -> {
            try (SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
                return verify(log, selection.records(log, numbers), new Judge(verifier, view));
            }
        });
    }

    private int verify(EvidenceReader log, List<Long> records, Judge judge) throws IOException {
        int verified = 0;
        int unstamped = 0;
        ObjectNode result = new ObjectMapper().createObjectNode();
        ArrayNode refused = result.putArray("refused");
        for (long id : records) {
            Evidence record = log.read(id);
            String reason = record == null ? "there is no such record" : judge.refuse(record);
            if (reason == null) {
                verified++;
                unstamped += (record != null && record.stamp() == null) ? 1 : 0;
            } else {
                refused.addObject().put("record", id).put("reason", reason);
                spec.commandLine().getErr().println("record " + id + ": " + reason);
            }
        }
        result.put("verified", verified).put("failed", refused.size()).put("unstamped", unstamped);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? result.toString()
                        : "%d verified, %d of them not yet time-stamped; %d failed"
                                .formatted(verified, unstamped, refused.size()));
        return (verified == 0 || !refused.isEmpty()) ? 1 : 0;
    }

    /** The signature as it is logged, the time-stamp as a container has it. */
    private static final class Judge {
        private final EvidenceVerifier records;
        private final ContainerVerifier containers;

        Judge(SignatureVerifier verifier, View view) {
            records = new EvidenceVerifier(verifier, view.anchors());
            containers = new ContainerVerifier(
                    verifier,
                    new EvidenceTrust(
                            view.anchors(),
                            TimeStampAuthorities.of(view.globalConf().timeStampingAuthorities().stream()
                                    .map(TimeStampingAuthority::certificate)
                                    .toList())));
        }

        @Nullable
        String refuse(Evidence record) throws IOException {
            String reason = records.refuse(record);
            return (reason != null || record.stamp() == null) ? reason : stamp(record);
        }

        /** What else a container may lack, as a message that was cut, the record itself has been judged by. */
        private @Nullable String stamp(Evidence record) throws IOException {
            ByteArrayOutputStream container = new ByteArrayOutputStream(64 * 1024);
            try {
                ContainerWriter.write(EvidenceContainer.of(record), container);
            } catch (IllegalArgumentException e) {
                return EvidencePart.TIME_STAMP.title() + ": " + e.getMessage();
            }
            try (Container opened = Container.open(container.toByteArray())) {
                Map<EvidencePart, String> failures =
                        containers.verify(opened, KeptElsewhere.NOTHING).failures();
                for (EvidencePart part : List.of(EvidencePart.TIME_STAMP, EvidencePart.TIME_STAMP_CHAIN)) {
                    if (failures.containsKey(part)) {
                        return part.title() + ": " + failures.get(part);
                    }
                }
                return null;
            }
        }
    }
}
