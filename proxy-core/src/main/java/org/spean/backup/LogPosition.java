package org.spean.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import org.spean.config.GatewayConfig;
import org.spean.config.KafkaConfig;
import org.spean.config.LogHome;
import org.spean.config.MessageLogConfig;
import org.spean.config.PostgresConfig;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.postgres.PostgresStatus;
import org.spean.messagelog.postgres.PostgresStore;
import org.spean.messagelog.segment.SegmentEvidence;
import org.spean.messagelog.segment.SegmentStatus;

/** Where the message log of a configuration is and how far it goes, so that one knows what must be there after a restore. */
final class LogPosition {
    private LogPosition() {}

    static JsonNode of(GatewayConfig config, boolean offline) {
        MessageLogConfig log = config.messageLog();
        ObjectNode position = new ObjectMapper().createObjectNode();
        position.put("home", log.home().name().toLowerCase(Locale.ROOT));
        position.put("archive", config.archive().directory().toString());
        if (log.home() == LogHome.EMBEDDED) {
            embedded(log, position);
        }
        KafkaConfig topic = log.kafka();
        if (log.home() == LogHome.KAFKA && topic != null) {
            topic.servers().forEach(position.putArray("servers")::add);
            position.put("topic", topic.topic());
        }
        PostgresConfig database = log.postgresql();
        if (log.home() != LogHome.EMBEDDED && database != null) {
            position.put("url", database.url());
            position.put("user", database.user());
            position.put("schema", database.schema());
            if (!offline) {
                database(config, position);
            }
        }
        return position;
    }

    private static void embedded(MessageLogConfig log, ObjectNode position) {
        position.put("directory", log.directory().toString());
        if (!Files.isDirectory(log.directory())) {
            position.put("records", 0);
            return;
        }
        try (SegmentEvidence evidence = SegmentEvidence.open(log.directory(), null)) {
            SegmentStatus status = evidence.status();
            position.put("records", status.records());
            position.put("unstamped", status.unstamped());
            position.put("lastRecord", status.lastRecord());
            ObjectNode archives = position.putObject("archiveChains");
            status.archives()
                    .forEach((group, link) -> archives.putObject(group.isEmpty() ? "all" : group)
                            .put("file", link.fileName())
                            .put("digest", link.digest()));
        } catch (IOException e) {
            position.put("unreadable", e.getMessage());
        }
    }

    /** A database that is away is no reason against a backup. */
    private static void database(GatewayConfig config, ObjectNode position) {
        try {
            PostgresStatus status = PostgresStore.look(EvidenceHomes.postgresql(config));
            position.put("server", status.server());
            position.put("schemaVersion", status.schemaVersion());
        } catch (IOException e) {
            position.put("unreachable", e.getMessage());
        }
    }
}
