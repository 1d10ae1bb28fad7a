package org.spean.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.identifier.SecurityServerId;
import org.spean.importer.DatabaseAccess;
import org.spean.importer.ImportException;
import org.spean.importer.ImportReport;
import org.spean.importer.ImportRequest;
import org.spean.importer.Importer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a gateway configuration of an X-Road security server's /etc/xroad and its database.",
            "",
            "It only reads: the directory and the database stay as they are, so it may be tried while the X-Road server",
            "runs, as often as you like. Keys of the software token and of the HTTPS port are used in place, never",
            "copied; the user that runs the gateway must be able to read them.",
            "",
            "Read from the directory: configuration-anchor.xml and globalconf/ (copied, so that the gateway starts",
            "offline), signer/keyconf.xml with softtoken/, devices.ini, ssl/internal.p12 (or .crt and .key), autologin,",
            "db.properties and conf.d/*.ini, of which local.ini has the last word. Paths that X-Road's parameters name",
            "below /etc/xroad are looked for in the directory, which may be a copy or an unpacked backup.",
            "",
            "Read from the database: clients with connection types, TLS certificates and local groups; services with",
            "URLs, time-outs and notices; endpoints; access rights. All of X-Road from 6.21 on, PostgreSQL only.",
            "",
            "What could not be carried over is listed on the error stream, each with its reason: read it before you",
            "start the gateway. Rows of the database are all accounted for.",
            ""
        },
        footerHeading = "%nWritten:%n",
        footer = {
            "  gateway.yaml   the configuration, readable by its owner only",
            "  gateway.d/     beside it: certificates (PEM), the copied global configuration, and files with the PIN",
            "                 and the password of the HTTPS key, where they are known. Else the configuration names an",
            "                 environment variable, and the list says which to set.",
            "",
            "Examples:",
            "  spean import --from /etc/xroad -o gateway.yaml",
            "  spean import --from backup/etc/xroad -o gateway.yaml --jdbc jdbc:postgresql://db.example/serverconf \\",
            "      --jdbc-user serverconf --jdbc-password-file db.password --report import.txt",
            "  spean check -c gateway.yaml         then, and",
            "  spean run -c gateway.yaml           once the X-Road server is stopped",
            "",
            "Exit codes: 0 written; 2 nothing written, with the reason in one line."
        })
final class ImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "DIR",
            description = "the X-Road server's /etc/xroad, or a copy")
    private Path from;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "the configuration to write; there must be none yet")
    private Path output;

    @Option(names = "--force", description = "replace an existing one, and its folder beside it")
    private boolean force;

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            description = "the serverconf database, jdbc:postgresql://host/name; default: as db.properties says")
    private @Nullable String jdbc;

    @Option(names = "--jdbc-user", paramLabel = "NAME", description = "its user")
    private @Nullable String jdbcUser;

    @Option(
            names = "--jdbc-password-file",
            paramLabel = "FILE",
            description = "file with the user's password on the first line")
    private @Nullable Path jdbcPasswordFile;

    @Option(
            names = "--no-database",
            description = "do not read the database that db.properties names: no clients and services then")
    private boolean withoutDatabase;

    @Option(
            names = "--server",
            paramLabel = "ID",
            description = "which security server it is: instance/class/member/server; needed only if neither the"
                    + " database nor the global configuration tells",
            converter = ServerIdConverter.class)
    private @Nullable SecurityServerId server;

    @Option(names = "--report", paramLabel = "FILE", description = "write the list to a file, too")
    private @Nullable Path reportFile;

    @Option(names = "--json", description = "the list as one JSON object, on the output stream and in the file")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            ImportReport report =
                    Importer.run(new ImportRequest(from, output, force, server, database(), withoutDatabase));
            if (json) {
                spec.commandLine().getOut().println(report.json());
                spec.commandLine().getOut().flush();
            } else {
                err.println(report.text());
            }
            err.flush();
            if (reportFile != null) {
                write(reportFile, json ? report.json() : report.text());
            }
            return 0;
        } catch (ImportException | ConfigurationException e) {
            err.println("spean import: " + e.getMessage());
            err.flush();
            return 2;
        }
    }

    private @Nullable DatabaseAccess database() {
        if (jdbc == null) {
            if (jdbcUser != null || jdbcPasswordFile != null) {
                throw new ParameterException(spec.commandLine(), "--jdbc-user and --jdbc-password-file need --jdbc");
            }
            return null;
        }
        if (withoutDatabase) {
            throw new ParameterException(spec.commandLine(), "--jdbc and --no-database exclude each other");
        }
        return DatabaseAccess.of(jdbc, jdbcUser, jdbcPasswordFile == null ? null : password(jdbcPasswordFile));
    }

    private String password(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "--jdbc-password-file: " + file + " cannot be read", e);
        }
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(file, text + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            spec.commandLine().getErr().println("spean import: " + file + ": the list cannot be written: " + e);
        }
    }
}
