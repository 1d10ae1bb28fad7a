package org.spean.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.spean.config.GatewayConfig;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.kafka.EvidenceConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "consume",
        mixinStandardHelpOptions = true,
        description = {
            "Moves records from the Kafka topic (messageLog.kafka) to PostgreSQL (messageLog.postgresql), once each, however",
            "often it is interrupted. Runs until it is stopped; one at a time per topic. What is stored is time-stamped and",
            "archived like any record there."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stored what the topic held (--until-end)",
            "1:cannot go on: the reason is printed, nothing is lost from the topic",
            "2:wrong arguments or broken configuration"
        })
final class EvidenceConsumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Option(names = "--until-end", description = "end when what the topic holds now is stored")
    private boolean untilEnd;

    @Override
    public Integer call() {
        GatewayConfig read = GatewayConfig.load(config);
        PrintWriter out = spec.commandLine().getOut();
        try (EvidenceConsumer consumer =
                new EvidenceConsumer(EvidenceHomes.kafka(read), EvidenceHomes.postgresql(read))) {
            consumer.run(untilEnd);
            out.println(consumer.stored() + " records stored");
            out.flush();
            return 0;
        } catch (IOException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
    }
}
