package org.spean.view;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.spean.config.AccessList;
import org.spean.config.EndpointRule;
import org.spean.config.Finding;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyHomes;
import org.spean.config.ServiceConfig;
import org.spean.config.Subject;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.certificate.IncorrectCertificateException;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.StoredKey;
import org.spean.crypto.trust.UntrustedCertificateException;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;

/** Looks both configurations over together: what one promises and the other does not know. */
public final class ViewFindings {
    private static final Duration SOON = Duration.ofMinutes(2);

    private final GlobalConf globalConf;
    private final GatewayConfig config;
    private final View view;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    private ViewFindings(View view, Instant now) {
        this.view = view;
        this.globalConf = view.globalConf();
        this.config = view.config();
        this.now = now;
    }

    /** Everything there is to say. Opens the key files again; blocks. */
    public static List<Finding> of(View view, Instant now) {
        ViewFindings all = new ViewFindings(view, now);
        all.globalConfiguration();
        SecurityServer server = all.globalConf.server(all.config.instanceServer());
        if (server == null) {
            all.findings.add(Finding.error(
                    "instanceServer", all.config.instanceServer() + " is not registered in the global configuration"));
        } else {
            try (KeyHomes.Look look = KeyHomes.look(all.config.keys())) {
                all.authentication(server, look);
                all.clients(server, all.signers(look));
            }
            all.subjects();
        }
        return List.copyOf(all.findings);
    }

    private void globalConfiguration() {
        String text = "instance " + globalConf.instance() + ", version " + globalConf.version() + ", valid until "
                + globalConf.expires();
        findings.add(
                now.plus(SOON).isAfter(globalConf.expires())
                        ? Finding.warning("globalConfiguration", text + "; is the configuration client running?")
                        : Finding.info("globalConfiguration", text));
    }

    private void authentication(SecurityServer server, KeyHomes.Look look) {
        for (StoredKey key : look.keyring().all()) {
            KeyEntry entry = key.entry();
            if (entry == null || key.purpose() != KeyUse.AUTHENTICATION) {
                continue;
            }
            String setting = look.setting(key);
            X509Certificate certificate = entry.certificate();
            SecurityServer registered = globalConf.byAuthCert(CertHash.sha1(certificate), CertHash.sha256(certificate));
            if (registered == null || !registered.id().equals(server.id())) {
                findings.add(Finding.error(
                        setting,
                        "its certificate is registered for " + (registered == null ? "no server" : registered.id())
                                + " (expected: " + server.id() + "); others will refuse this gateway"));
            }
            trusted(setting, entry);
        }
    }

    /** The members that the signing keys sign for. */
    private Set<MemberId> signers(KeyHomes.Look look) {
        Set<MemberId> members = new HashSet<>();
        for (StoredKey stored : look.keyring().all()) {
            KeyEntry entry = stored.entry();
            String key = look.setting(stored);
            if (entry == null || stored.purpose() != KeyUse.SIGNING || !trusted(key, entry)) {
                continue;
            }
            try {
                MemberId member =
                        view.anchors().signerOf(view.anchors().chain(entry.certificate(), entry.chain(), now));
                members.add(member);
                findings.add(Finding.info(key, "signs for " + member));
            } catch (UntrustedCertificateException | IncorrectCertificateException e) {
                findings.add(Finding.error(key, String.valueOf(e.getMessage())));
            }
        }
        return members;
    }

    private boolean trusted(String key, KeyEntry entry) {
        try {
            view.anchors().chain(entry.certificate(), entry.chain(), now);
            return true;
        } catch (UntrustedCertificateException e) {
            findings.add(Finding.error(key, String.valueOf(e.getMessage())));
            return false;
        }
    }

    private void clients(SecurityServer server, Set<MemberId> signers) {
        TreeSet<String> providers = new TreeSet<>();
        Set<ClientId> all = new HashSet<>(config.clients().keySet());
        config.services().keySet().forEach(service -> {
            all.add(service.provider());
            providers.add(service.provider().toString());
        });
        for (ClientId client : all.stream()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList()) {
            String key = (providers.contains(client.toString()) ? "services " : "clients ") + client;
            if (!globalConf.subsystemExists(client)) {
                findings.add(Finding.error(key, "is not registered in the global configuration"));
            } else if (!server.serves(client)) {
                findings.add(Finding.error(key, "is not registered as a client of " + server.id()));
            } else if (!signers.contains(client.member())) {
                findings.add(Finding.error(key, "has no key that signs for " + client.member()));
            }
        }
    }

    private void subjects() {
        for (ServiceConfig service : config.services().values()) {
            subjects("services " + service.id(), service.allow());
            for (EndpointRule rule : service.endpoints()) {
                subjects("services " + service.id() + " " + rule.method() + " " + rule.path(), rule.allow());
            }
        }
    }

    private void subjects(String key, AccessList list) {
        for (ClientId client : list.clients()) {
            if (!globalConf.subsystemExists(client)) {
                findings.add(Finding.warning(key, "allows " + client + ", which is not registered"));
            }
        }
        for (Subject.GlobalGroup group : list.globalGroups()) {
            if (!globalConf.globalGroupExists(group.instance(), group.code())) {
                findings.add(Finding.warning(
                        key,
                        "allows the global group " + group.instance() + "/" + group.code() + ", which is unknown"));
            }
        }
    }
}
