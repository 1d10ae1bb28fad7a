package org.spean.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.spean.audit.Audit;
import org.spean.crypto.asic.ContainerName;
import org.spean.crypto.asic.ContainerWriter;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceContainer;
import org.spean.messagelog.EvidenceReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes records of the message log as ASiC-E containers, each a file of its own that proves its message to",
            "others ('spean verify', or X-Road's verifier). A record without time-stamp is not written: the gateway makes",
            "one on demand for GET /asic?...&force."
        },
        footer = "%nExit codes: 0 all were written, 1 not all of them or none found, 2 wrong arguments or broken"
                + " configuration.")
final class EvidenceExportCommand implements Callable<Integer> {

    private static final int MOST_SHOWN = 100;

    @Spec
    private CommandSpec spec;

    @Mixin
    private EvidenceSelection selection;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "where to; made if absent (default: here)")
    private Path directory;

    @Option(names = "--overwrite", description = "also write files that are there already")
    private boolean overwrite;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Parameters(paramLabel = "RECORD", arity = "0..*", description = "numbers of records, as 'find' tells them")
    private List<Long> numbers = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        return selection.with((log, view) -> {
            List<Long> records = selection.records(log, numbers);
            int code = export(log, records);
            try (Audit audit = CommandAudit.of(view.config())) {
                audit.record(
                        Audit.Action.EVIDENCE_EXPORTED,
                        CommandAudit.user(),
                        true,
                        Map.of(
                                "records",
                                shown(records),
                                "to",
                                directory.toAbsolutePath().toString()));
            }
            return code;
        });
    }

    private static String shown(List<Long> records) {
        return records.size() <= MOST_SHOWN
                ? records.toString()
                : records.size() + " of " + records.getFirst() + " to " + records.getLast();
    }

    private int export(EvidenceReader log, List<Long> records) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ObjectNode result = new ObjectMapper().createObjectNode();
        ArrayNode files = result.putArray("files");
        ArrayNode refused = result.putArray("refused");
        if (!records.isEmpty()) {
            Files.createDirectories(directory);
        }
        for (long id : records) {
            String reason;
            Evidence record = log.read(id);
            if (record == null) {
                reason = "there is no such record";
            } else if (record.stamp() == null) {
                reason = "has no time-stamp yet";
            } else {
                Path file = directory.resolve(ContainerName.of(record.queryId(), record.response(), record.id()));
                reason = written(record, file) ? "" : file + " is there already (expected: --overwrite)";
                if (reason.isEmpty()) {
                    files.addObject().put("record", id).put("file", file.toString());
                    if (!json) {
                        out.println(file);
                    }
                }
            }
            if (!reason.isEmpty()) {
                refused.addObject().put("record", id).put("reason", reason);
                spec.commandLine().getErr().println("record " + id + ": " + reason);
            }
        }
        if (json) {
            out.println(result);
        }
        return (files.isEmpty() || !refused.isEmpty()) ? 1 : 0;
    }

    /** Under another name first: what is there is whole. Whether there was not one already. */
    private boolean written(Evidence record, Path file) throws IOException {
        if (!overwrite && Files.exists(file)) {
            return false;
        }
        Path part = Files.createTempFile(directory, ".export-", ".part");
        try {
            try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(part))) {
                ContainerWriter.write(EvidenceContainer.of(record), to);
            }
            if (overwrite) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(part, file);
            }
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
