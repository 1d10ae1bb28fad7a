package org.spean.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceStamp;

/** A record for people, on one line, and for programs. */
final class EvidenceText {

    private EvidenceText() {}

    static String line(Evidence record) {
        EvidenceStamp stamp = record.stamp();
        return "%d  %s  %s %s  %s -> %s  id %s  %s, %s"
                .formatted(
                        record.id(),
                        record.time(),
                        side(record),
                        direction(record),
                        record.client(),
                        record.service(),
                        record.queryId(),
                        kept(record),
                        stamp == null ? "not yet time-stamped" : "time-stamped " + stamp.time());
    }

    static void json(Evidence record, ObjectNode json) {
        EvidenceStamp stamp = record.stamp();
        json.put("record", record.id())
                .put("time", record.time().toString())
                .put("side", side(record))
                .put("direction", direction(record))
                .put("queryId", record.queryId())
                .put("requestId", record.requestId())
                .put("client", record.client().encoded())
                .put("service", record.service().encoded())
                .put("wholeMessage", record.wholeMessage())
                .put("attachments", record.digests().attachments().size())
                .put("attachmentsKept", record.attachments().size())
                .put("stamped", stamp == null ? null : stamp.time().toString());
    }

    private static String side(Evidence record) {
        return record.side().name().toLowerCase(Locale.ROOT);
    }

    private static String direction(Evidence record) {
        return record.response() ? "response" : "request";
    }

    private static String kept(Evidence record) {
        int all = record.digests().attachments().size();
        String message = record.wholeMessage() ? "message kept" : "metadata kept";
        return all == 0
                ? message
                : message + ", " + record.attachments().size() + " of " + all + (all == 1 ? " body" : " attachments");
    }
}
