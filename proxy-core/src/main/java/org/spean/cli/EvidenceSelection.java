package org.spean.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.evidence.EvidenceHomes;
import org.spean.identifier.ClientId;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.view.View;
import org.spean.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Which records of which message log: the options that commands on evidence share. */
@Command
final class EvidenceSelection {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Option(names = "--id", paramLabel = "ID", description = "of this x-road-id, or SOAP id")
    private @Nullable String queryId;

    @Option(names = "--request-id", paramLabel = "ID", description = "of this x-road-request-id")
    private @Nullable String requestId;

    @Option(
            names = "--client",
            paramLabel = "ID",
            converter = ClientIdConverter.class,
            description = "whose client is this one: instance/class/member/subsystem")
    private @Nullable ClientId client;

    @Option(names = "--requests", description = "only requests")
    private boolean requests;

    @Option(names = "--responses", description = "only responses")
    private boolean responses;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "from this time on: 2026-11-24 (in UTC) or 2026-11-24T08:30:00Z")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", converter = TimeConverter.class, description = "before this time")
    private @Nullable Instant to;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "1000",
            description = "no more than so many, the oldest first (default: 1000)")
    private int most;

    /** Something done with an open message log. */
    @FunctionalInterface
    interface Task {
        int run(EvidenceReader log, View view) throws IOException;
    }

    /** Opens the configuration and the log for a task; returns its exit code. */
    int with(Task task) throws IOException {
        if (requests && responses) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--requests and --responses exclude each other (expected: one, or none for both)");
        }
        if (most < 1) {
            throw new ParameterException(spec.commandLine(), "--most: " + most + " (expected: 1 or more)");
        }
        try (Views views = Views.open(config, InstantSource.system());
                EvidenceReader log = EvidenceHomes.read(views.current().config())) {
            return task.run(log, views.current());
        } finally {
            spec.commandLine().getOut().flush();
            spec.commandLine().getErr().flush();
        }
    }

    /**
     * The numbers of the records chosen, and a word on standard error if there are more than wanted.
     *
     * @param named if not empty, these and no others
     */
    List<Long> records(EvidenceReader log, List<Long> named) {
        boolean asked = queryId != null
                || requestId != null
                || client != null
                || requests
                || responses
                || from != null
                || to != null;
        if (!named.isEmpty()) {
            if (asked) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Records are named and asked for (expected: numbers, or options that choose)");
            }
            return named;
        }
        Boolean response = (requests || responses) ? responses : null;
        List<Long> found = log.find(new EvidenceQuery(queryId, requestId, client, response, from, to), most + 1);
        if (found.size() <= most) {
            return found;
        }
        spec.commandLine().getErr().println("There are more than " + most + ": narrow the choice or raise --most");
        return found.subList(0, most);
    }

    /** Reads ids. */
    static final class ClientIdConverter implements ITypeConverter<ClientId> {
        @Override
        public ClientId convert(String text) {
            try {
                return ClientId.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Reads days and instants. */
    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.indexOf('T') < 0
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + text + "' (expected: a day as 2026-11-24 or a time as 2026-11-24T08:30:00Z)");
            }
        }
    }
}
