package org.spean.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.spean.view.View;
import org.spean.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Reads the configuration, the keys and the global configuration as the gateway would, and says what it found.")
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Views views = Views.open(config, Clock.systemUTC())) {
            View view = views.current();
            int problems = new Report(out, view, Clock.systemUTC()).print();
            out.flush();
            return problems == 0 ? 0 : 1;
        }
    }
}
