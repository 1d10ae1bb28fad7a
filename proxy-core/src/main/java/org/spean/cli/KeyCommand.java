package org.spean.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = {
            "Shows and changes the gateway's keys. A running gateway takes up what is changed by itself, from the next",
            "message after its next look (globalConfiguration.reloadInterval) on."
        },
        subcommands = {
            KeyListCommand.class,
            KeyGenerateCommand.class,
            KeyCsrCommand.class,
            KeyImportCommand.class,
            KeyActivateCommand.class,
            KeyDeactivateCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "A new signing key, from nothing to use:",
            "  spean key generate -c gateway.yaml --use signing",
            "  spean key csr -c gateway.yaml ID -o request.pem       to the authority",
            "  spean key import-cert -c gateway.yaml answer.pem"
        })
final class KeyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What to do with keys? Name a command.");
    }
}
