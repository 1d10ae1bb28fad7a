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
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "register",
        mixinStandardHelpOptions = true,
        description = {
            "Asks the central server to register something of this security server. What is signed is signed by the member",
            "concerned; all but auth-cert goes through the running gateway, in the name of the server's owner."
        },
        subcommands = {
            RegisterCommand.AuthCert.class,
            RegisterCommand.Client.class,
            RegisterCommand.Owner.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:accepted", "1:refused, or no answer", "2:wrong arguments or broken configuration"})
final class RegisterCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What to register? Name a command.");
    }

    @Command(
            name = "auth-cert",
            mixinStandardHelpOptions = true,
            description = "An authentication certificate, sent straight to the central server.")
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

        @Option(
                names = "--address",
                required = true,
                paramLabel = "HOST",
                description = "DNS name or IP address at which other security servers are to reach this one")
        private String address;

        @Override
        public Integer call() throws GeneralSecurityException {
            try (ManagementDesk desk = options.desk()) {
                return ManagementOptions.accepted(
                        spec.commandLine().getOut(), "authCertReg", desk.register(desk.authenticationKey(id), address));
            } catch (ManagementException e) {
                throw new RefusedException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(name = "client", mixinStandardHelpOptions = true, description = "A subsystem (or member) as a client.")
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

        @Option(names = "--name", paramLabel = "NAME", description = "name of the subsystem for people")
        private @Nullable String name;

        @Override
        public Integer call() throws ManagementException, GeneralSecurityException {
            return options.send(
                    spec.commandLine().getOut(), desk -> new ManagementRequest.ClientRegistration(client, name));
        }
    }

    @Command(
            name = "owner",
            mixinStandardHelpOptions = true,
            description = "Another member, a client already, as the owner of this security server.")
    static final class Owner implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private ManagementOptions options;

        @Parameters(paramLabel = "MEMBER", converter = ClientIdConverter.class, description = "instance/class/member")
        private ClientId member;

        @Override
        public Integer call() throws ManagementException, GeneralSecurityException {
            if (member.subsystem() != null) {
                throw new ParameterException(
                        spec.commandLine(), "MEMBER: '" + member + "' (expected: a member, without subsystem)");
            }
            return options.send(
                    spec.commandLine().getOut(), desk -> new ManagementRequest.OwnerChange(member.member()));
        }
    }
}
