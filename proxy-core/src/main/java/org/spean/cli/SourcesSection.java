package org.spean.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.spean.confclient.ConfigurationClient;
import org.spean.confclient.Inspection;
import org.spean.config.ConfigurationException;
import org.spean.config.Finding;
import org.spean.config.GlobalConfSource;
import org.spean.event.Events;
import org.spean.globalconf.ConfigurationAnchor;
import org.spean.view.View;

/** Where the global configuration is downloaded from: the anchor, and what each source says now. */
final class SourcesSection implements CheckSection {
    private static final String KEY = "globalConfiguration.anchor";

    private final boolean offline;

    SourcesSection(boolean offline) {
        this.offline = offline;
    }

    @Override
    public void look(View view, Instant now, Report report) {
        GlobalConfSource source = view.config().globalConfiguration();
        Path file = source.anchor();
        if (file == null) {
            return;
        }
        try {
            ConfigurationAnchor anchor = ConfigurationAnchor.read(file);
            CheckItem item = report.item("anchor", file.toString()).field("instance", anchor.instance());
            if (anchor.generatedAt() != null) {
                item.field("generated", anchor.generatedAt());
            }
            if (!anchor.instance().equals(view.globalConf().instance())) {
                report.add(Finding.error(
                        KEY,
                        "is of instance " + anchor.instance() + " (expected: "
                                + view.globalConf().instance() + ")"));
            }
            sources(source, now, report);
        } catch (ConfigurationException e) {
            report.add(Finding.error(KEY, String.valueOf(e.getMessage())));
        }
    }

    private void sources(GlobalConfSource source, Instant now, Report report) {
        if (offline) {
            return;
        }
        Clock clock = Clock.systemUTC();
        try (ConfigurationClient client = new ConfigurationClient(new Events(clock), clock)) {
            List<Inspection> inspections = client.inspect(source);
            boolean one = false;
            for (Inspection inspection : inspections) {
                CheckItem item = report.item("source", inspection.url().toString());
                if (inspection.failure() != null) {
                    item.field("refused", inspection.failure());
                    report.add(Finding.warning(KEY, inspection.url() + ": " + inspection.failure()));
                } else if (inspection.expires() != null) {
                    one = true;
                    item.field("version", Integer.toString(inspection.version()))
                            .field("expires", Lifetimes.until(inspection.expires(), now));
                }
            }
            if (!one) {
                report.add(Finding.error(KEY, "none of its sources gives a configuration that can be used"));
            }
        }
    }
}
