package org.spean.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.spean.config.GatewayConfig;
import org.spean.net.CentralTls;
import org.spean.timestamp.StampInquiry;
import org.spean.trust.OcspSettings;
import org.spean.trust.StatusInquiry;
import org.spean.view.View;
import org.spean.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Reads the configuration, the keys and the global configuration as the gateway would, asks the authorities",
            "for the status of certificates, and says what it found."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:sound, perhaps with warnings",
            "1:problems: some exchanges will fail",
            "2:unusable: broken configuration, or no key that authenticates or signs"
        })
final class CheckCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Option(names = "--offline", description = "ask nobody: take the OCSP responses the gateway left on disk")
    private boolean offline;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Clock clock = Clock.systemUTC();
        try (Views views = Views.open(config, clock)) {
            View view = views.current();
            Report report = report(view, clock);
            if (json) {
                report.printJson(out);
            } else {
                report.print(out);
            }
            out.flush();
            return report.verdict().exitCode();
        }
    }

    private Report report(View view, Clock clock) {
        Report report = new Report();
        Instant now = clock.instant();
        try (StatusInquiry inquiry = new StatusInquiry(ocsp(view.config()), offline, clock);
                StampInquiry stamps = new StampInquiry(PATIENCE, clock)) {
            List<CheckSection> sections = List.of(
                    new SettingsSection(),
                    new SourcesSection(offline),
                    new AuthoritiesSection(inquiry, offline),
                    new TimeStampersSection(stamps, offline),
                    new KeysSection(inquiry, offline),
                    new MessageLogSection(offline));
            sections.forEach(section -> section.look(view, now, report));
        }
        return report;
    }

    /** For questions to responders, with the patience of a command. */
    static OcspSettings ocsp(GatewayConfig config) {
        Duration timeout = config.timeouts().handshake();
        return new OcspSettings(
                config.peers().ocspPort(),
                timeout.compareTo(PATIENCE) < 0 ? timeout : PATIENCE,
                OcspSettings.DEFAULT_INTERVAL,
                config.ocsp().directory(),
                CentralTls.context(config.ocsp().trust(), config.ocsp().tls()));
    }
}
