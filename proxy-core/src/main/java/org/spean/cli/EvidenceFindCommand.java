package org.spean.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
                out.println(json(log, records));
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

    private static ObjectNode json(EvidenceReader log, List<Long> records) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        ArrayNode all = json.putArray("records");
        for (long id : records) {
            Evidence record = log.read(id);
            if (record != null) {
                EvidenceText.json(record, all.addObject());
            }
        }
        return json;
    }
}
