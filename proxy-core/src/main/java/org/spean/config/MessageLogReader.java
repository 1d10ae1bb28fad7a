package org.spean.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.spean.identifier.ClientId;

/** Reads {@code messageLog}. */
final class MessageLogReader {
    private static final Map<String, Keep> KEEPS = new LinkedHashMap<>();

    static {
        for (Keep keep : Keep.values()) {
            KEEPS.put(keep.name().toLowerCase(Locale.ROOT), keep);
        }
    }

    private MessageLogReader() {}

    static MessageLogConfig read(Section s, SideFiles side) {
        Keeping usual = new Keeping(s.choice(Settings.LOG_KEEP, KEEPS), s.flag(Settings.LOG_ATTACHMENTS));
        return new MessageLogConfig(
                LogHomeReader.home(s),
                s.path(Settings.LOG_FILE),
                LogHomeReader.postgresql(s, side),
                LogHomeReader.kafka(s, side),
                usual,
                subsystems(s, usual),
                s.size(Settings.LOG_MAX_BODY));
    }

    private static Map<ClientId, Keeping> subsystems(Section s, Keeping usual) {
        Map<ClientId, Keeping> subsystems = new HashMap<>();
        for (Section one : s.children(Settings.LOG_SUBSYSTEMS)) {
            ClientId id = one.convert(Settings.LOG_SUBSYSTEM_ID, ClientId::parse);
            if (subsystems.put(id, keeping(one, usual)) != null) {
                throw one.error(Settings.LOG_SUBSYSTEM_ID, "'" + id + "' is there twice");
            }
        }
        return subsystems;
    }

    private static Keeping keeping(Section s, Keeping usual) {
        Keep keep = s.choice(Settings.LOG_SUBSYSTEM_KEEP, KEEPS);
        boolean told = s.has(Settings.LOG_SUBSYSTEM_ATTACHMENTS);
        boolean attachments = told ? s.flag(Settings.LOG_SUBSYSTEM_ATTACHMENTS) : usual.attachments();
        if (told && attachments && keep != Keep.FULL) {
            throw s.error(Settings.LOG_SUBSYSTEM_ATTACHMENTS, "true without bodies (expected: keep: full beside it)");
        }
        return new Keeping(keep, attachments);
    }
}
