package org.spean.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.spean.audit.Audit;
import org.spean.backup.Backup;
import org.spean.backup.BackupException;
import org.spean.backup.BackupFile;
import org.spean.backup.Manifest;
import org.spean.config.GatewayConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the configuration and all that it refers to into one file, which 'spean restore' puts back. May run beside",
            "the gateway. Keys and passwords are named, not taken in, unless --with-keys. The message log and its archive are not",
            "in it: the backup says where they are and how far they go."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:written", "1:not written", "2:wrong arguments or broken configuration"})
final class BackupCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "the backup; must not exist yet")
    private Path output;

    @Option(
            names = "--with-keys",
            description = "takes in files with keys and passwords, too; keep the backup as you keep them")
    private boolean withKeys;

    @Option(names = "--offline", description = "asks no database how far the message log goes")
    private boolean offline;

    @Option(names = "--json", description = "print the manifest as one JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            GatewayConfig loaded = GatewayConfig.load(config);
            BackupFile backup = Backup.of(
                    loaded,
                    withKeys,
                    offline,
                    Version.text(),
                    InstantSource.system().instant());
            backup.write(output);
            try (Audit audit = CommandAudit.of(loaded)) {
                audit.record(
                        Audit.Action.BACKUP,
                        CommandAudit.user(),
                        true,
                        Map.of("to", output.toAbsolutePath().toString(), "withKeys", Boolean.toString(withKeys)));
            }
            if (json) {
                out.println(backup.json());
            } else {
                print(out, backup.manifest());
            }
            out.flush();
            return 0;
        } catch (BackupException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private void print(PrintWriter out, Manifest manifest) {
        out.println(output + ": " + manifest.files().size() + " files of " + manifest.server()
                + (manifest.withKeys() ? ", keys and passwords among them" : ""));
        manifest.leftOut().forEach(file -> out.println("  not in it   " + file));
        manifest.keyFailures().forEach((setting, why) -> out.println("  not read    " + setting + ": " + why));
        out.println("  message log " + manifest.messageLog());
    }
}
