package org.spean.cli;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spean}: the gateway's commands. {@code demo} and {@code load} belong to the testbed; the launcher starts them. */
@Command(
        name = "spean",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A fast gateway for CamDX and X-Road data exchanges.",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            GlobalConfCommand.class,
            ImportCommand.class,
            EvidenceCommand.class,
            VerifyCommand.class,
            ArchiveCommand.class,
            KeyCommand.class,
            ServiceCommand.class,
            RegisterCommand.class,
            UnregisterCommand.class,
            ChangeAddressCommand.class,
            MaintenanceCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            CommandLine.HelpCommand.class
        },
        footerHeading = "%nAlso:%n",
        footer = {
            "  demo   Two gateways, a bank and a ministry on this machine: exchanges you can watch.",
            "  load   Drives load at a gateway and reports throughput, latency, CPU and memory.",
            "",
            "Examples:",
            "  spean demo                        a first answered exchange, from nothing",
            "  spean demo --keep                 the same, left running to be tried with curl",
            "  spean import --from /etc/xroad -o gateway.yaml",
            "                                    a configuration from an X-Road server's",
            "  spean check -c gateway.yaml       is the configuration sound?",
            "  spean run -c gateway.yaml         run the gateway until SIGTERM",
            "  spean service refresh -c g.yaml   what has changed in the OpenAPI and WSDL documents of services?",
            "  spean globalconf download -c gateway.yaml",
            "                                    refresh the global configuration once, from its sources",
            "  spean evidence -c gateway.yaml    count the records of the message log, verify a sample",
            "  spean evidence consume -c g.yaml  move records from the Kafka topic to PostgreSQL, once each",
            "  spean verify --conf verificationconf.zip a.asice",
            "                                    does this evidence hold, and who signed what when?",
            "  spean archive -c gateway.yaml     archive time-stamped evidence now",
            "  spean key list -c gateway.yaml    all keys and their certificates",
            "  spean backup -c gateway.yaml -o gateway.backup",
            "                                    the configuration and what it refers to, as one file",
            "  spean register auth-cert -c gateway.yaml --address HOST",
            "                                    ask the central server to register the authentication certificate",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong arguments or broken configuration."
        })
public final class SpeanCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        Path configuration = GatewayRun.plain(args);
        System.exit(configuration == null ? commandLine().execute(args) : GatewayRun.guarded(configuration));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new SpeanCommand());
        line.setExecutionExceptionHandler((failure, command, parsed) -> GatewayRun.failed(failure, command.getErr()));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What to do? Name a command.");
    }
}
