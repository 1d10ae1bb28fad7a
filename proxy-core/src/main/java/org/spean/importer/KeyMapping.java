package org.spean.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.spean.crypto.key.KeyConf;
import org.spean.crypto.key.KeyUse;

/** Carries over the folder of X-Road's signer, which is read in place, and says which of its keys cannot be used. */
final class KeyMapping {
    private static final String VARIABLE = "SPEAN_XROAD_PIN";
    private static final int MAX_PIN = 1024;

    private final XRoadFolder folder;
    private final ConfigTree config;
    private final OutputFiles files;
    private final ImportReport report;

    KeyMapping(XRoadFolder folder, ConfigTree config, OutputFiles files, ImportReport report) {
        this.folder = folder;
        this.config = config;
        this.files = files;
        this.report = report;
    }

    void map(Path keyconf, List<KeyConf.Device> tokens) {
        Path directory = keyconf.resolveSibling("");
        config.set("keys.xroad.directory", directory.toString());
        pin();
        for (KeyConf.Device token : tokens) {
            for (KeyConf.Key key : token.keys()) {
                key(keyconf, token, key);
            }
        }
    }

    private void key(Path keyconf, KeyConf.Device token, KeyConf.Key key) {
        String name = (key.use() == null ? "" : key.use().name().toLowerCase(Locale.ROOT) + " ") + "key " + key.id();
        String reason = unusable(token, key, keyconf.resolveSibling("softtoken"));
        if (!reason.isEmpty()) {
            report.left(folder.name(keyconf), name, reason);
            return;
        }
        for (KeyConf.Certificate certificate : key.certificates()) {
            if (!certificate.usable()) {
                report.left(folder.name(keyconf), "a certificate of " + name, unusable(certificate));
            }
        }
    }

    private static String unusable(KeyConf.Device token, KeyConf.Key key, Path softToken) {
        if (token.software() && !Files.exists(softToken.resolve(key.id() + ".p12"))) {
            return "softtoken/" + key.id() + ".p12 is not there";
        }
        if (!token.software() && key.use() == KeyUse.AUTHENTICATION) {
            return "is in the hardware token " + HardwareTokens.name(token) + ", where only signing keys may be here";
        }
        List<KeyConf.Certificate> certificates = key.certificates();
        return certificates.isEmpty()
                ? "has no certificate"
                : certificates.stream().anyMatch(KeyConf.Certificate::usable) ? "" : unusable(certificates.getFirst());
    }

    private static String unusable(KeyConf.Certificate certificate) {
        return "the certificate is " + (certificate.active() ? "" : "not active and ") + certificate.status();
    }

    /** X-Road's autologin keeps the PIN in a file, if the operator wants that. */
    private void pin() {
        Path autologin = folder.resolve("autologin");
        try {
            if (Files.exists(autologin) && Files.size(autologin) <= MAX_PIN) {
                String pin = Files.readString(autologin, StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .orElse("");
                if (!pin.isEmpty()) {
                    config.set("keys.xroad.pinFile", files.addSecret("xroad.pin", pin));
                    return;
                }
            }
        } catch (IOException e) {
            report.changed("autologin", "PIN of the software token", "cannot be read: " + e.getMessage());
        }
        config.set("keys.xroad.pinEnv", VARIABLE);
        report.toDo(
                "signer",
                "set the environment variable " + VARIABLE + " to the PIN of the software token",
                "no autologin file holds it");
    }
}
