package org.spean.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.spean.identifier.ClientId;

/** Reads {@code messageLog}. */
final class MessageLogReader {
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
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
                s.path(Settings.LOG_DIRECTORY),
                LogHomeReader.postgresql(s, side),
                KafkaReader.read(s, side),
                usual,
                subsystems(s, usual),
                s.size(Settings.LOG_MAX_BODY),
                Math.max(s.size(Settings.LOG_MAX_BODY), s.size(Settings.LOG_BODY_MEMORY)),
                s.has(Settings.LOG_ENCRYPTION) ? encryption(s.child(Settings.LOG_ENCRYPTION), side) : null);
    }

    private static EncryptionConfig encryption(Section s, SideFiles side) {
        Map<String, Secret> keys = new LinkedHashMap<>();
        for (Section one : s.children(Settings.LOG_ENCRYPTION_KEYS)) {
            String id = one.text(Settings.LOG_KEY_ID);
            if (!KEY_ID.matcher(id).matches()) {
                throw one.error(Settings.LOG_KEY_ID, "'" + id + "' (expected: at most 64 letters, digits, . _ -)");
            }
            Secret key = side.secret(one, Settings.LOG_KEY_FILE, Settings.LOG_KEY_ENV);
            try {
                EncryptionConfig.bytes(key);
            } catch (IllegalArgumentException e) {
                throw one.error(
                        one.has(Settings.LOG_KEY_FILE) ? Settings.LOG_KEY_FILE : Settings.LOG_KEY_ENV,
                        String.valueOf(e.getMessage()),
                        e);
            }
            if (keys.put(id, key) != null) {
                throw one.error(Settings.LOG_KEY_ID, "'" + id + "' is there twice");
            }
        }
        String current = s.text(Settings.LOG_ENCRYPTION_CURRENT);
        if (!keys.containsKey(current)) {
            throw s.error(Settings.LOG_ENCRYPTION_CURRENT, "'" + current + "' is not the id of one of the keys");
        }
        return new EncryptionConfig(current, keys);
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
