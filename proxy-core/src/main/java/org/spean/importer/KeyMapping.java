package org.spean.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Carries over the keys of the software token, which are read in place, and says which keys are not among them. */
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

    void map(Path keyconf, KeyConf keys) {
        Path directory = keyconf.resolveSibling("");
        config.set("keys.xroad.directory", directory.toString());
        pin();
        for (KeyConf.Key key : keys.keys()) {
            String reason = unusable(key, directory);
            if (!reason.isEmpty()) {
                report.left(folder.name(keyconf), key.toString(), reason);
            }
            for (KeyConf.Cert certificate : key.certificates()) {
                if (reason.isEmpty() && !certificate.usable()) {
                    report.left(folder.name(keyconf), "a certificate of " + key, unusable(certificate));
                }
            }
        }
    }

    private static String unusable(KeyConf.Key key, Path directory) {
        if (!key.software()) {
            return "is in the hardware token " + key.tokenType() + " " + key.token()
                    + "; name its library under keys.pkcs11";
        }
        if (!Files.exists(directory.resolve("softtoken").resolve(key.id() + ".p12"))) {
            return "softtoken/" + key.id() + ".p12 is not there";
        }
        List<KeyConf.Cert> certificates = key.certificates();
        return certificates.isEmpty()
                ? "has no certificate"
                : certificates.stream().anyMatch(KeyConf.Cert::usable) ? "" : unusable(certificates.getFirst());
    }

    private static String unusable(KeyConf.Cert certificate) {
        return certificate.certificate() == null
                ? "the certificate cannot be read"
                : "the certificate is " + (certificate.active() ? "" : "not active and ") + certificate.status();
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
