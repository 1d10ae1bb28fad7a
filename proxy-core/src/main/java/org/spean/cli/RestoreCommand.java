package org.spean.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.backup.BackupException;
import org.spean.backup.BackupFile;
import org.spean.backup.Manifest;
import org.spean.backup.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a backup into a folder, after each of its files was found to be what was written. Files that were not in the",
            "folder of the configuration come below 'elsewhere', to be moved by hand. Says what is not in the backup and must be",
            "there before the gateway starts; 'spean check' tells whether it is."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:restored",
            "1:the backup is damaged or of a newer format, or the folder is not empty; nothing was changed",
            "2:wrong arguments"
        })
final class RestoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "BACKUP", description = "as 'spean backup' wrote it")
    private Path backup;

    @Option(names = "--to", paramLabel = "DIR", description = "where to; a new or an empty folder")
    private @Nullable Path target;

    @Option(names = "--force", description = "also into a folder that is not empty: replaces files of the same names")
    private boolean force;

    @Option(names = "--list", description = "only print the manifest, as one JSON object")
    private boolean list;

    @Override
    public Integer call() throws IOException {
        if (target == null && !list) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--to=DIR' (or --list)");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            BackupFile read = BackupFile.read(backup);
            if (list || target == null) {
                out.println(read.json());
            } else {
                print(out, read.manifest(), Restore.into(read, target, force));
            }
            out.flush();
            return 0;
        } catch (BackupException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void print(PrintWriter out, Manifest manifest, List<Path> restored) {
        out.println(restored.size() + " files of " + manifest.server() + ", as of " + manifest.made());
        for (int i = 0; i < restored.size(); i++) {
            Path was = Path.of(manifest.files().get(i).path());
            if (was.isAbsolute()) {
                out.println("  move        " + restored.get(i) + " to " + was);
            }
        }
        manifest.leftOut().forEach(file -> out.println("  not in it   " + file));
        out.println("  message log " + manifest.messageLog());
    }
}
