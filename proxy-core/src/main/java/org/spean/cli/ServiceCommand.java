package org.spean.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.spean.config.DescriptionSource;
import org.spean.config.GatewayConfig;
import org.spean.description.DescriptionException;
import org.spean.description.Refresh;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "service",
        mixinStandardHelpOptions = true,
        description = "Services that OpenAPI and WSDL documents describe.",
        subcommands = ServiceCommand.RefreshCommand.class)
final class ServiceCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What to do? Name a command: refresh.");
    }

    @Command(
            name = "refresh",
            mixinStandardHelpOptions = true,
            description = {
                "Fetches descriptions again and shows what would change: + added, - removed, ~ changed.",
                "With --apply the changes are kept, and a running gateway takes them up."
            },
            footer = "%nExit codes: 0 nothing to apply or applied, 1 failed, 3 differences that were not applied.")
    static final class RefreshCommand implements Callable<Integer> {

        private static final int DIFFERENCES = 3;

        @Spec
        private CommandSpec spec;

        @Option(
                names = {"-c", "--config"},
                required = true,
                paramLabel = "FILE",
                description = "gateway configuration (YAML)")
        private Path config;

        @Option(names = "--apply", description = "keep what was fetched")
        private boolean apply;

        @Parameters(paramLabel = "NAME", arity = "0..*", description = "entries of descriptions; all if none is named")
        private List<String> names = new ArrayList<>();

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            boolean failed = false;
            boolean open = false;
            for (DescriptionSource source : chosen()) {
                try {
                    open |= refresh(Refresh.of(source), out);
                } catch (DescriptionException e) {
                    failed = true;
                    err.println(source.name() + ": " + e.getMessage());
                }
            }
            out.flush();
            err.flush();
            return failed ? 1 : open ? DIFFERENCES : 0;
        }

        private List<DescriptionSource> chosen() {
            List<DescriptionSource> all = GatewayConfig.descriptions(config);
            List<String> known = all.stream().map(DescriptionSource::name).toList();
            for (String name : names) {
                if (!known.contains(name)) {
                    throw new ParameterException(
                            spec.commandLine(),
                            "No description '" + name + "' in " + config + " (expected: one of "
                                    + String.join(", ", known) + ")");
                }
            }
            return all.stream()
                    .filter(source -> names.isEmpty() || names.contains(source.name()))
                    .toList();
        }

        /** Whether differences remain that were not applied. */
        private boolean refresh(Refresh refresh, PrintWriter out) {
            String name = refresh.source().name();
            List<String> differences = refresh.differences();
            refresh.remarks().forEach(remark -> out.println(name + ": note: " + remark));
            if (differences.isEmpty()) {
                out.println(name + ": nothing has changed");
                return false;
            }
            out.println(name + ": " + refresh.source().location());
            differences.forEach(line -> out.println("  " + line));
            if (apply) {
                refresh.apply();
                out.println(name + ": applied");
                return false;
            }
            out.println(name + ": not applied (add --apply)");
            return true;
        }
    }
}
