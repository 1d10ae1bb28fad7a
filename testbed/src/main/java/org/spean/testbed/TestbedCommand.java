package org.spean.testbed;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.spean.testbed.compare.CompareCommand;
import org.spean.testbed.compare.ProfileCommand;
import org.spean.testbed.compare.SoakCommand;
import org.spean.testbed.demo.DemoCommand;
import org.spean.testbed.demo.EvidenceCostCommand;
import org.spean.testbed.demo.HostileCommand;
import org.spean.testbed.demo.OperatorsCommand;
import org.spean.testbed.demo.SoapCommand;
import org.spean.testbed.demo.StartCommand;
import org.spean.testbed.demo.ThroughputCommand;
import org.spean.testbed.demo.TrainCommand;
import org.spean.testbed.demo.TrustCommand;
import org.spean.testbed.load.LoadCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The testbed's part of the command line {@code spean}: demonstration and load. */
@Command(
        name = "spean",
        description = "The testbed of Spean.",
        subcommands = {
            DemoCommand.class,
            EvidenceCostCommand.class,
            HostileCommand.class,
            LoadCommand.class,
            OperatorsCommand.class,
            ThroughputCommand.class,
            SoapCommand.class,
            TrustCommand.class,
            CompareCommand.class,
            SoakCommand.class,
            ProfileCommand.class,
            TrainCommand.class,
            StartCommand.class
        })
public final class TestbedCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    private TestbedCommand() {}

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(System.out);
        }
    }

    /** Runs a command and exits with its code: 0 all well, 1 something did not go as it should, 2 wrong use. */
    public static void main(String[] args) {
        warningsToStandardError();
        System.exit(commandLine().execute(args));
    }

    /** The command line, as {@link #main} runs it. */
    public static CommandLine commandLine() {
        return new CommandLine(new TestbedCommand())
                .setUsageHelpWidth(120)
                .registerConverter(Duration.class, new Durations())
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    line.getErr().println(line.getCommandName() + ": " + (e.getMessage() == null ? e : e.getMessage()));
                    return 1;
                });
    }

    /** Standard output belongs to the commands. */
    private static void warningsToStandardError() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.reset();
            PatternLayoutEncoder encoder = new PatternLayoutEncoder();
            encoder.setContext(context);
            encoder.setPattern("%d{HH:mm:ss} %-5level %logger{0}: %msg%n");
            encoder.start();
            ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
            appender.setContext(context);
            appender.setTarget("System.err");
            appender.setEncoder(encoder);
            appender.start();
            Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
            root.setLevel(Level.WARN);
            root.addAppender(appender);
        }
    }

    /** Reads {@code 20s}, {@code 500ms}, {@code 2m}; a bare number means seconds. */
    private static final class Durations implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            String lower = text.strip().toLowerCase(Locale.ROOT);
            if (!lower.matches("[0-9]{1,7}(ms|s|m|h)?")) {
                throw new TypeConversionException(text + " (expected: a duration such as 500ms, 20s or 2m)");
            }
            long number = Long.parseLong(lower.replaceAll("[a-z]", ""));
            return switch (lower.replaceAll("[0-9]", "")) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }
}
