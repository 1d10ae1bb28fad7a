package org.spean.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spean.archive.ArchiveSettings;
import org.spean.archive.Archiver;
import org.spean.config.GatewayConfig;
import org.spean.event.Events;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.KeptEvidence;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "archive",
        mixinStandardHelpOptions = true,
        description = {
            "Archives once what is time-stamped and old enough, as the gateway does at intervals: into files of",
            "archive.directory. What was interrupted before is taken up; nothing is archived twice. An embedded message",
            "log must not be in use by a gateway at the time; one in PostgreSQL may be."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, whether or not there was something to archive",
            "1:a file could not be written, or the gateway archives at this moment",
            "2:wrong arguments or broken configuration"
        })
final class ArchiveCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Option(names = "--clean", description = "then remove from the log what has been kept for messageLog.retention")
    private boolean clean;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        InstantSource clock = InstantSource.system();
        GatewayConfig loaded = GatewayConfig.load(config);
        ArchiveSettings settings = ArchiveSettings.of(loaded, clock);
        PrintWriter out = spec.commandLine().getOut();
        Events events = new Events(clock);
        try (KeptEvidence store = open(loaded, events);
                Archiver archiver = new Archiver(new LentEvidence(store), () -> settings, events, clock)) {
            Optional<Archiver.Outcome> outcome = archiver.archive();
            if (outcome.isEmpty()) {
                throw new RefusedException(settings.directory() + ": another archives at this moment; try again later");
            }
            if (clean) {
                archiver.clean();
            }
            long files = outcome.get().files();
            long records = outcome.get().records();
            long removed = archiver.status().removed();
            out.println(
                    json
                            ? "{\"files\":%d,\"records\":%d,\"removed\":%d}".formatted(files, records, removed)
                            : "archived %d records in %d files below %s%s"
                                    .formatted(
                                            records,
                                            files,
                                            settings.directory(),
                                            clean ? "; removed " + removed + " from the log" : ""));
            out.flush();
            return 0;
        }
    }

    private static KeptEvidence open(GatewayConfig config, Events events) throws IOException {
        try {
            return EvidenceHomes.keep(config, events);
        } catch (IOException e) {
            throw new RefusedException(e.getMessage() + "; a gateway that runs archives by itself", e);
        }
    }
}
