package org.spean.cli;

import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.management.ManagementException;
import org.spean.management.ManagementRequest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "maintenance",
        mixinStandardHelpOptions = true,
        description = "Asks the central server to keep others away from this security server for a time.",
        subcommands = {MaintenanceCommand.On.class, MaintenanceCommand.Off.class, CommandLine.HelpCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:accepted", "1:refused, or no answer", "2:wrong arguments or broken configuration"})
final class MaintenanceCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "On or off? Name a command.");
    }

    @Command(name = "on", mixinStandardHelpOptions = true, description = "Others are to stay away.")
    static final class On implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private ManagementOptions options;

        @Option(
                names = "--message",
                paramLabel = "TEXT",
                description = "why and how long, for those who call meanwhile")
        private @Nullable String message;

        @Override
        public Integer call() throws ManagementException, GeneralSecurityException {
            return options.send(
                    spec.commandLine().getOut(), desk -> new ManagementRequest.MaintenanceOn(desk.owner(), message));
        }
    }

    @Command(name = "off", mixinStandardHelpOptions = true, description = "Others may come again.")
    static final class Off implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private ManagementOptions options;

        @Override
        public Integer call() throws ManagementException, GeneralSecurityException {
            return options.send(
                    spec.commandLine().getOut(), desk -> new ManagementRequest.MaintenanceOff(desk.owner()));
        }
    }
}
