package org.spean.cli;

import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.management.ManagementException;
import org.spean.management.ManagementRequest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "unregister",
        mixinStandardHelpOptions = true,
        description =
                "Asks the central server to remove something of this security server, through the running gateway.",
        subcommands = {UnregisterCommand.AuthCert.class, UnregisterCommand.Client.class, CommandLine.HelpCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:accepted", "1:refused, or no answer", "2:wrong arguments or broken configuration"})
final class UnregisterCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What to unregister? Name a command.");
    }

    @Command(name = "auth-cert", mixinStandardHelpOptions = true, description = "An authentication certificate.")
    static final class AuthCert implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private ManagementOptions options;

        @Parameters(
                arity = "0..1",
                paramLabel = "ID",
                description = "the key, by its id or the beginning of it (default: the only authentication key)")
        private @Nullable String id;

        @Override
        public Integer call() throws ManagementException, GeneralSecurityException {
            return options.send(
                    spec.commandLine().getOut(),
                    desk -> new ManagementRequest.AuthCertDeletion(
                            desk.authenticationKey(id).chain().getFirst()));
        }
    }

    @Command(name = "client", mixinStandardHelpOptions = true, description = "A client.")
    static final class Client implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private ManagementOptions options;

        @Parameters(
                paramLabel = "CLIENT",
                converter = ClientIdConverter.class,
                description = "instance/class/member/subsystem")
        private ClientId client;

        @Override
        public Integer call() throws ManagementException, GeneralSecurityException {
            return options.send(spec.commandLine().getOut(), desk -> new ManagementRequest.ClientDeletion(client));
        }
    }
}
