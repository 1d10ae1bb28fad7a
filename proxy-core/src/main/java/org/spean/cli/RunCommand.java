package org.spean.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Runs the gateway until SIGTERM or Ctrl-C; then stops accepting, finishes what is in flight and ends. Takes a changed configuration up by itself, at once on SIGHUP.")
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Override
    public Integer call() throws InterruptedException {
        return GatewayRun.run(config, spec.commandLine().getOut());
    }
}
