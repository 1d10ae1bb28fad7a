package org.spean.gateway;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spean.audit.Audit;
import org.spean.config.GatewayConfig;
import org.spean.crypto.certificate.DistinguishedNames;
import org.spean.trust.Identities;
import org.spean.trust.OwnCertificate;

/** Sees what changed since the last look: the configuration in force, one that was refused, the keys in use. */
final class AuditWatch {

    private static final String WHO = "gateway";

    private final Audit audit;
    private final Supplier<GatewayConfig> config;
    private final Supplier<@Nullable String> refusal;
    private final Identities identities;
    private GatewayConfig inForce;
    private @Nullable String refused;
    private Map<X509Certificate, OwnCertificate> inUse = Map.of();

    AuditWatch(Audit audit, Supplier<GatewayConfig> config, Supplier<@Nullable String> refusal, Identities identities) {
        this.audit = audit;
        this.config = config;
        this.refusal = refusal;
        this.identities = identities;
        this.inForce = config.get();
    }

    /** Compares and tells. */
    synchronized void look() {
        configuration();
        keys();
    }

    @SuppressWarnings("ReferenceEquality") // the same, most often
    private void configuration() {
        GatewayConfig now = config.get();
        if (now != inForce) {
            boolean changed = !now.equals(inForce);
            inForce = now;
            if (changed) {
                audit.use(now.logging().audit());
                audit.record(Audit.Action.CONFIGURATION_CHANGED, WHO, true, file(now.file()));
            }
        }
        String reason = refusal.get();
        if (reason != null && !reason.equals(refused)) {
            Map<String, String> details = new HashMap<>(file(now.file()));
            details.put("reason", reason);
            audit.record(Audit.Action.CONFIGURATION_REFUSED, WHO, false, details);
        }
        refused = reason;
    }

    private static Map<String, String> file(Path file) {
        return Map.of("file", file.toString());
    }

    private void keys() {
        Map<X509Certificate, OwnCertificate> now = new HashMap<>();
        for (OwnCertificate own : identities.certificates()) {
            if (own.inUse()) {
                now.put(own.certificate(), own);
            }
        }
        inUse.forEach((certificate, own) -> {
            if (!now.containsKey(certificate)) {
                tell(Audit.Action.KEY_OUT_OF_USE, own);
            }
        });
        now.forEach((certificate, own) -> {
            if (!inUse.containsKey(certificate)) {
                tell(Audit.Action.KEY_IN_USE, own);
            }
        });
        inUse = now;
    }

    private void tell(Audit.Action action, OwnCertificate own) {
        audit.record(
                action,
                WHO,
                true,
                Map.of(
                        "use",
                        own.member() == null ? "authentication" : "signing",
                        "member",
                        Objects.toString(own.member(), ""),
                        "subject",
                        DistinguishedNames.text(own.certificate().getSubjectX500Principal()),
                        "serial",
                        own.certificate().getSerialNumber().toString()));
    }
}
