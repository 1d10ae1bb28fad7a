package org.spean.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spean.exchange.Admission;
import org.spean.exchange.Facilities;
import org.spean.health.HealthCheck;
import org.spean.messagelog.LogState;
import org.spean.trust.Identities;
import org.spean.trust.OcspStatuses;
import org.spean.view.View;

/** What must be well so that this gateway can do its work. */
final class Readiness {

    private final Supplier<Facilities> facilities;
    private final Identities identities;
    private final OcspStatuses ocsp;
    private final Ports ports;
    private final BooleanSupplier draining;
    private final EvidenceServices evidence;

    Readiness(
            Supplier<Facilities> facilities,
            Identities identities,
            OcspStatuses ocsp,
            Ports ports,
            BooleanSupplier draining,
            EvidenceServices evidence) {
        this.facilities = facilities;
        this.identities = identities;
        this.ocsp = ocsp;
        this.ports = ports;
        this.draining = draining;
        this.evidence = evidence;
    }

    /** What decides whether this gateway should be given work. An overload is not among them: that would only move it. */
    List<HealthCheck> forWork() {
        return List.of(
                new HealthCheck("running", () -> draining.getAsBoolean() ? "The gateway is about to stop" : null),
                new HealthCheck("ports", this::ports),
                new HealthCheck("globalConfiguration", this::globalConfiguration),
                new HealthCheck("signing", this::signing),
                new HealthCheck("messageLog", this::messageLog));
    }

    /** What X-Road's health check tells, too: whatever makes this gateway refuse messages. */
    List<HealthCheck> forMessages() {
        List<HealthCheck> all = new ArrayList<>(forWork());
        all.add(new HealthCheck("authentication", this::authentication));
        all.add(new HealthCheck("timeStamping", this::timeStamping));
        return all;
    }

    private View view() {
        return facilities.get().view();
    }

    private @Nullable String ports() {
        List<String> missing =
                new ArrayList<>(Ports.wanted(view().config().listen()).keySet());
        missing.removeAll(ports.addresses().keySet());
        return missing.isEmpty() ? null : "Ports are not open: " + String.join(", ", missing);
    }

    private @Nullable String globalConfiguration() {
        View view = view();
        return view.globalConf().expired(facilities.get().clock().instant())
                ? "The global configuration expired " + view.globalConf().expires()
                : null;
    }

    private @Nullable String signing() {
        return identities.members().stream().anyMatch(member -> identities.signing(member) != null)
                ? null
                : "No signing key is in reach with a valid certificate and a good OCSP status";
    }

    private @Nullable String messageLog() {
        LogState state = facilities.get().log().counters().state();
        return state == LogState.DOWN || state == LogState.PROBING
                ? "The message log cannot be written: " + facilities.get().log().unavailable()
                : null;
    }

    private @Nullable String authentication() {
        if (identities.authentication() == null) {
            return "No authentication certificate can be used: none leads to an approved authority, or it is revoked";
        }
        return ocsp.ownAuthentication() == null ? "The authentication certificate has no good OCSP status" : null;
    }

    private @Nullable String timeStamping() {
        Admission.Refusal refusal = evidence.refusal();
        return refusal == null ? null : refusal.message();
    }
}
