package org.spean.cli;

import java.io.IOException;
import java.time.Instant;
import org.spean.config.Finding;
import org.spean.config.GatewayConfig;
import org.spean.config.LogHome;
import org.spean.config.MessageLogConfig;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.kafka.KafkaSettings;
import org.spean.messagelog.kafka.Topic;
import org.spean.messagelog.postgres.PostgresSettings;
import org.spean.messagelog.postgres.PostgresStatus;
import org.spean.messagelog.postgres.PostgresStore;
import org.spean.view.View;

/** Where evidence is kept, and whether that can be reached. */
final class MessageLogSection implements CheckSection {
    private final boolean offline;

    MessageLogSection(boolean offline) {
        this.offline = offline;
    }

    @Override
    public void look(View view, Instant now, Report report) {
        GatewayConfig config = view.config();
        MessageLogConfig log = config.messageLog();
        if (log.home() == LogHome.EMBEDDED) {
            report.item("message log", log.directory().toString());
            return;
        }
        if (log.home() == LogHome.KAFKA) {
            topic(config, report);
        }
        if (log.postgresql() != null) {
            database(config, report);
        }
    }

    private void database(GatewayConfig config, Report report) {
        try {
            PostgresSettings settings = EvidenceHomes.postgresql(config);
            CheckItem item = report.item("message log", settings.toString());
            if (!offline) {
                look(settings, item, report);
            }
        } catch (IOException e) {
            report.add(Finding.error("messageLog.postgresql", String.valueOf(e.getMessage())));
        }
    }

    private void topic(GatewayConfig config, Report report) {
        try {
            KafkaSettings settings = EvidenceHomes.kafka(config);
            CheckItem item = report.item("message log", settings.toString());
            if (!offline) {
                Topic topic = Topic.look(settings);
                item.field("partitions", Integer.toString(topic.partitions()));
                item.field("replicas", Integer.toString(topic.replicas()));
                topic.weaknesses().forEach(weakness -> report.add(Finding.error("messageLog.kafka.topic", weakness)));
            }
        } catch (IOException e) {
            report.add(Finding.error("messageLog.kafka", String.valueOf(e.getMessage())));
        }
    }

    private static void look(PostgresSettings settings, CheckItem item, Report report) throws IOException {
        PostgresStatus status = PostgresStore.look(settings);
        item.field("server", "PostgreSQL " + status.server());
        item.field("schema version", status.schemaVersion() + " of " + status.ownVersion());
        item.field("gateways that write", Integer.toString(status.gateways()));
        if (status.schemaVersion() == 0) {
            report.add(Finding.info("messageLog.postgresql", "no tables yet: a gateway that starts makes them"));
        } else if (status.schemaVersion() < status.ownVersion()) {
            report.add(Finding.info("messageLog.postgresql", "a gateway that starts migrates the schema"));
        }
        status.doubts()
                .forEach(doubt -> report.add(Finding.warning(
                        "messageLog.postgresql", doubt + ": a crash of the server may lose or damage evidence")));
    }
}
