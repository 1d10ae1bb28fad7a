package org.spean.config;

import static org.spean.config.Setting.Kind.CHOICE;
import static org.spean.config.Setting.Kind.COUNT;
import static org.spean.config.Setting.Kind.DURATION;
import static org.spean.config.Setting.Kind.FLAG;
import static org.spean.config.Setting.Kind.ID;
import static org.spean.config.Setting.Kind.LIST;
import static org.spean.config.Setting.Kind.MAP;
import static org.spean.config.Setting.Kind.PATH;
import static org.spean.config.Setting.Kind.SIZE;
import static org.spean.config.Setting.Kind.TEXT;
import static org.spean.config.Setting.optional;
import static org.spean.config.Setting.preset;
import static org.spean.config.Setting.required;

import java.util.ArrayList;
import java.util.List;

/** What {@link Settings} says of time-stamps and the archive. */
final class EvidenceSettings {
    static final List<Setting> ALL = new ArrayList<>();

    static final Setting TIMESTAMPING = add(optional("timestamping", MAP, "time-stamps over the evidence"));
    static final Setting STAMP_AUTHORITIES = add(preset(
            "timestamping.authorities",
            LIST,
            "[]",
            "approved time-stamping authorities by name or URL, asked in this order; empty: all approved ones"));
    static final Setting STAMP_INTERVAL = add(optional(
            "timestamping.interval",
            DURATION,
            "1s",
            "1d",
            "between two runs; absent: as the global configuration says, at least 60s"));
    static final Setting STAMP_RETRY = add(preset(
            "timestamping.retryDelay",
            DURATION,
            "60s",
            "0s",
            "1d",
            "before the run after a failed one; 0s or more than the interval: the interval"));
    static final Setting STAMP_ACCEPTABLE = add(preset(
            "timestamping.acceptableFailurePeriod",
            DURATION,
            "4h",
            "0s",
            "30d",
            "how long time-stamping may fail before messages are refused; 0s: for ever"));
    static final Setting STAMP_DOCUMENTS = add(preset(
            "timestamping.documentsPerRound",
            COUNT,
            "10000",
            "1",
            "10000",
            "signature documents under one time-stamp, at most"));
    static final Setting STAMP_TIMEOUT = add(preset(
            "timestamping.timeout",
            DURATION,
            "20s",
            "100ms",
            "5m",
            "one question to an authority, connecting included"));
    static final Setting STAMP_TLS = add(optional("timestamping.tls", MAP, "TLS towards authorities with https URLs"));
    static final Setting STAMP_TRUST = add(preset(
            "timestamping.tls.trust",
            LIST,
            "[]",
            "PEM files of their certificates or authorities; empty: the JDK's authorities and the host name"));
    static final Setting STAMP_PROTOCOLS =
            add(preset("timestamping.tls.protocols", LIST, "[TLSv1.2, TLSv1.3]", "protocol versions offered"));
    static final Setting STAMP_SUITES = add(preset(
            "timestamping.tls.cipherSuites",
            LIST,
            "[]",
            "cipher suites by their JSSE names; empty: modern ones and those of old services"));

    static final Setting ARCHIVE =
            add(optional("archive", MAP, "files of time-stamped evidence, as X-Road's archiver makes them"));
    static final Setting ARCHIVE_ENABLED = add(
            preset("archive.enabled", FLAG, "true", "whether records are archived; 'spean archive' does so by hand"));
    static final Setting ARCHIVE_DIRECTORY =
            add(preset("archive.directory", PATH, "archive", "folder of the files, made if absent"));
    static final Setting ARCHIVE_INTERVAL =
            add(preset("archive.interval", DURATION, "6h", "1s", "30d", "between two runs, the first after a minute"));
    static final Setting ARCHIVE_AGE =
            add(preset("archive.age", DURATION, "0s", "0s", "365d", "records younger than this stay out for now"));
    static final Setting ARCHIVE_MAX_FILE_SIZE = add(preset(
            "archive.maxFileSize",
            SIZE,
            "32MiB",
            "1KiB",
            "2GiB",
            "a file ends with the container that makes their sum exceed this"));
    static final Setting ARCHIVE_GROUPING = add(preset(
            "archive.grouping",
            CHOICE,
            "none",
            "none: all records in one chain of files; member, subsystem: a chain for each of ours"));
    static final Setting ARCHIVE_ENCRYPTION =
            add(optional("archive.encryption", MAP, "files are signed and encrypted with OpenPGP; absent: neither"));
    static final Setting ARCHIVE_KEYS = add(required(
            "archive.encryption.keys",
            LIST,
            "OpenPGP public key files, armoured or not; each of these keys opens a file alone"));
    static final Setting ARCHIVE_GROUPS = add(
            optional("archive.encryption.groups", LIST, "groups of archive.grouping with keys of their own instead"));
    static final Setting ARCHIVE_GROUP_ID =
            add(required("archive.encryption.groups[].id", ID, "the member or subsystem, as in instance/class/member"));
    static final Setting ARCHIVE_GROUP_KEYS =
            add(required("archive.encryption.groups[].keys", LIST, "OpenPGP public key files"));
    static final Setting ARCHIVE_SIGNER =
            add(required("archive.encryption.signingKey", MAP, "the OpenPGP key that signs the files"));
    static final Setting ARCHIVE_SIGNER_FILE =
            add(required("archive.encryption.signingKey.file", PATH, "OpenPGP secret key file"));
    static final Setting ARCHIVE_SIGNER_PASSWORD_FILE = add(optional(
            "archive.encryption.signingKey.passwordFile",
            PATH,
            "file with its passphrase; or use passwordEnv; neither: it has none"));
    static final Setting ARCHIVE_SIGNER_PASSWORD_ENV = add(optional(
            "archive.encryption.signingKey.passwordEnv",
            TEXT,
            "environment variable with its passphrase; or use passwordFile"));

    private EvidenceSettings() {}

    private static Setting add(Setting setting) {
        ALL.add(setting);
        return setting;
    }
}
