package org.spean.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        description = {
            "What the message log holds. May run beside the gateway.",
            "Without a command: counts the records and verifies a random sample of them, as 'sample' does."
        },
        subcommands = {
            EvidenceCommand.Sample.class,
            EvidenceFindCommand.class,
            EvidenceExportCommand.class,
            EvidenceVerifyCommand.class,
            EvidenceConsumeCommand.class,
            CommandLine.HelpCommand.class
        })
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
        if (config == null) { // the commands below have one of their own
            throw new ParameterException(spec.commandLine(), "Missing required option: '--config=FILE'");
        }
        return EvidenceSample.run(spec, config, sample, json);
    }

    @Command(
            name = "sample",
            mixinStandardHelpOptions = true,
            description = {
                "Counts the records of the message log and verifies a random sample of them: signature, hash chain,",
                "certificates and OCSP responses at the time of the record."
            },
            footer = "%nExit codes: 0 all verified, 1 some are not, 2 wrong arguments or broken configuration.")
    static final class Sample implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Option(
                names = {"-c", "--config"},
                required = true,
                paramLabel = "FILE",
                description = "gateway configuration (YAML)")
        private Path config;

        @Option(
                names = "--sample",
                paramLabel = "N",
                defaultValue = "20",
                description = "records to verify (default: 20)")
        private int sample;

        @Option(names = "--json", description = "print one JSON object")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            return EvidenceSample.run(spec, config, sample, json);
        }
    }
}
