package org.spean.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyHomes;
import org.spean.crypto.certificate.DistinguishedNames;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.StoredKey;

/** Collects what a gateway needs to be put up again. Blocks. */
public final class Backup {
    private Backup() {}

    /**
     * Collects it: the configuration file and what it refers to; keys and passwords by reference, or with them; the
     * position of the message log.
     *
     * @param withKeys whether files with keys and passwords are taken in
     * @param offline whether nobody is asked: no database
     * @param version of this gateway
     * @throws BackupException when it is too large
     * @throws IOException when a file cannot be read
     */
    public static BackupFile of(GatewayConfig config, boolean withKeys, boolean offline, String version, Instant now)
            throws BackupException, IOException {
        ConfigurationFiles files = ConfigurationFiles.of(config);
        Map<String, byte[]> contents = new LinkedHashMap<>();
        List<Manifest.Item> items = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<String, Path> file : files.included(withKeys).entrySet()) {
            bytes += Files.size(file.getValue());
            if (bytes > BackupFile.MOST_BYTES) {
                throw new BackupException(config.file() + ": what belongs to it is larger than "
                        + (BackupFile.MOST_BYTES >> 20) + " MiB");
            }
            byte[] content = Files.readAllBytes(file.getValue());
            String entry = entry(file.getKey());
            contents.put(entry, content);
            items.add(new Manifest.Item(
                    entry, file.getKey(), Modes.of(file.getValue()), content.length, BackupFile.sha256(content)));
        }
        List<Map<String, @Nullable String>> keys = new ArrayList<>();
        Map<String, String> failures;
        try (KeyHomes.Look look = KeyHomes.look(config.keys())) {
            look.keyring().all().forEach(key -> keys.add(described(look.setting(key), key)));
            failures = look.failures();
        }
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                version,
                now.toString(),
                config.instanceServer().toString(),
                files.configuration(),
                withKeys,
                items,
                files.leftOut(withKeys),
                keys,
                failures,
                LogPosition.of(config, offline));
        return new BackupFile(manifest, contents);
    }

    private static String entry(String path) {
        return Path.of(path).isAbsolute() ? "elsewhere" + path : "files/" + path;
    }

    private static Map<String, @Nullable String> described(String setting, StoredKey key) {
        Map<String, @Nullable String> described = new LinkedHashMap<>();
        KeyUse use = key.purpose();
        described.put("id", key.id());
        described.put("setting", setting);
        described.put("home", key.home());
        described.put("use", use == null ? null : use.text());
        described.put("member", key.member() == null ? null : key.member().toString());
        described.put("active", Boolean.toString(key.active()));
        if (!key.chain().isEmpty()) {
            X509Certificate certificate = key.chain().getFirst();
            described.put("subject", DistinguishedNames.text(certificate.getSubjectX500Principal()));
            described.put(
                    "serialNumber", certificate.getSerialNumber().toString(16).toLowerCase(Locale.ROOT));
            described.put("notAfter", certificate.getNotAfter().toInstant().toString());
        }
        return described;
    }
}
