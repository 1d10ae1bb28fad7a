package org.spean.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "find",
        mixinStandardHelpOptions = true,
        description =
                "Lists records of the message log: what was exchanged when by whom, what is kept of it, and its time-stamp.",
        footer = "%nExit codes: 0 some were found, 1 none, 2 wrong arguments or broken configuration.")
final class EvidenceFindCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private EvidenceSelection selection;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        return selection.with((log, view) -> {
            List<Long> records = selection.records(log, List.of());
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                printJson(log, records, out);
            } else {
                for (long id : records) {
                    Evidence record = log.read(id);
                    if (record != null) { // else removed meanwhile
                        out.println(EvidenceText.line(record));
                    }
                }
            }
            return records.isEmpty() ? 1 : 0;
        });
    }

    /** One object, written as it is read: there may be millions. */
    private static void printJson(EvidenceReader log, List<Long> records, PrintWriter out) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        try (JsonGenerator json = mapper.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            json.writeArrayFieldStart("records");
            for (long id : records) {
                Evidence record = log.read(id);
                if (record != null) {
                    ObjectNode one = mapper.createObjectNode();
                    EvidenceText.json(record, one);
                    json.writeTree(one);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.println();
    }
}
