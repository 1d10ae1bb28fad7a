package org.spean.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;

/** Reads {@link TimestampingConfig} and {@link ArchiveConfig}. */
final class EvidenceReaders {
    private static final int MAX_KEY_BYTES = 1 << 20;
    private static final Map<String, ArchiveGrouping> GROUPINGS = groupings();

    private EvidenceReaders() {}

    static TimestampingConfig timestamping(Section s, SideFiles side) {
        Section tls = s.child(EvidenceSettings.STAMP_TLS);
        return new TimestampingConfig(
                s.texts(EvidenceSettings.STAMP_AUTHORITIES),
                s.has(EvidenceSettings.STAMP_INTERVAL) ? s.duration(EvidenceSettings.STAMP_INTERVAL) : null,
                s.duration(EvidenceSettings.STAMP_RETRY),
                s.duration(EvidenceSettings.STAMP_ACCEPTABLE),
                s.count(EvidenceSettings.STAMP_DOCUMENTS),
                s.duration(EvidenceSettings.STAMP_TIMEOUT),
                side.certificates(tls, EvidenceSettings.STAMP_TRUST),
                TlsReader.read(tls, EvidenceSettings.STAMP_PROTOCOLS, EvidenceSettings.STAMP_SUITES));
    }

    /** @param log the section of the message log, which says how long records stay in it */
    static ArchiveConfig archive(Section s, Section log, SideFiles side) {
        return new ArchiveConfig(
                s.flag(EvidenceSettings.ARCHIVE_ENABLED),
                s.path(EvidenceSettings.ARCHIVE_DIRECTORY),
                s.duration(EvidenceSettings.ARCHIVE_INTERVAL),
                s.duration(EvidenceSettings.ARCHIVE_AGE),
                s.size(EvidenceSettings.ARCHIVE_MAX_FILE_SIZE),
                s.choice(EvidenceSettings.ARCHIVE_GROUPING, GROUPINGS),
                s.has(EvidenceSettings.ARCHIVE_ENCRYPTION)
                        ? encryption(s.child(EvidenceSettings.ARCHIVE_ENCRYPTION), side)
                        : null,
                log.duration(Settings.LOG_RETENTION),
                log.duration(Settings.LOG_CLEAN_INTERVAL),
                log.flag(Settings.LOG_REMOVE_UNARCHIVED));
    }

    private static ArchiveConfig.Encryption encryption(Section s, SideFiles side) {
        Map<ClientId, List<ArchiveConfig.PgpFile>> groups = new LinkedHashMap<>();
        for (Section group : s.children(EvidenceSettings.ARCHIVE_GROUPS)) {
            ClientId id = group.convert(EvidenceSettings.ARCHIVE_GROUP_ID, ClientId::parse);
            if (groups.put(id, keys(group, EvidenceSettings.ARCHIVE_GROUP_KEYS, side)) != null) {
                throw group.error(EvidenceSettings.ARCHIVE_GROUP_ID, id + " is listed twice");
            }
        }
        Section signer = s.child(EvidenceSettings.ARCHIVE_SIGNER);
        @Nullable
        Secret passphrase = signer.has(EvidenceSettings.ARCHIVE_SIGNER_PASSWORD_FILE)
                        || signer.has(EvidenceSettings.ARCHIVE_SIGNER_PASSWORD_ENV)
                ? side.secret(
                        signer,
                        EvidenceSettings.ARCHIVE_SIGNER_PASSWORD_FILE,
                        EvidenceSettings.ARCHIVE_SIGNER_PASSWORD_ENV)
                : null;
        Path signing = signer.path(EvidenceSettings.ARCHIVE_SIGNER_FILE);
        ArchiveConfig.PgpFile key = key(signer, EvidenceSettings.ARCHIVE_SIGNER_FILE, signing, side);
        side.requirePrivate(signer, EvidenceSettings.ARCHIVE_SIGNER_FILE, signing);
        return new ArchiveConfig.Encryption(keys(s, EvidenceSettings.ARCHIVE_KEYS, side), groups, key, passphrase);
    }

    private static List<ArchiveConfig.PgpFile> keys(Section s, Setting setting, SideFiles side) {
        List<ArchiveConfig.PgpFile> keys = new ArrayList<>();
        for (String name : s.texts(setting)) {
            keys.add(key(s, setting, s.resolve(name), side));
        }
        if (keys.isEmpty()) {
            throw s.error(setting, "empty (expected: at least one key file)");
        }
        return keys;
    }

    private static ArchiveConfig.PgpFile key(Section s, Setting setting, Path path, SideFiles side) {
        try {
            return new ArchiveConfig.PgpFile(path, side.bytes(path, MAX_KEY_BYTES));
        } catch (IOException e) {
            throw s.error(setting, "cannot be read: " + path, e);
        }
    }

    private static Map<String, ArchiveGrouping> groupings() {
        Map<String, ArchiveGrouping> words = new LinkedHashMap<>();
        words.put("none", ArchiveGrouping.NONE);
        words.put("member", ArchiveGrouping.MEMBER);
        words.put("subsystem", ArchiveGrouping.SUBSYSTEM);
        return words;
    }
}
