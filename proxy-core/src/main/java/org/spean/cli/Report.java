package org.spean.cli;

import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.spean.config.Finding;
import org.spean.config.Findings;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyHomes;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.StoredKey;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.trust.UntrustedCertificateException;
import org.spean.globalconf.GlobalConf;
import org.spean.view.View;
import org.spean.view.ViewFindings;

/** What {@code spean check} prints: what was found, line by line, problems marked. */
final class Report {

    private final PrintWriter out;
    private final View view;
    private final Instant now;
    private int problems;

    Report(PrintWriter out, View view, InstantSource clock) {
        this.out = out;
        this.view = view;
        this.now = clock.instant();
    }

    /**
     * Prints everything.
     *
     * @return the number of problems
     */
    int print() {
        GatewayConfig config = view.config();
        out.println("configuration         " + config.file());
        out.println("security server       " + config.instanceServer());
        globalConf();
        KeyHomes.look(config.keys()).keyring().all().forEach(this::key);
        config.clients().keySet().forEach(client -> out.println("client                " + client));
        config.services()
                .values()
                .forEach(service -> out.println("service               " + service.id() + " -> " + service.url()
                        + (service.disabled() == null ? "" : " (disabled: " + service.disabled() + ")")));
        findings(Findings.of(config, now));
        findings(ViewFindings.of(view, now));
        out.println(problems == 0 ? "sound" : problems + (problems == 1 ? " problem" : " problems"));
        return problems;
    }

    private void globalConf() {
        GlobalConf globalConf = view.globalConf();
        Duration left = Duration.between(now, globalConf.expires());
        out.println("global configuration  " + globalConf.instance() + ", version " + globalConf.version()
                + ", expires " + globalConf.expires() + " (" + days(left) + ")");
        view.anchors().approved().forEach(ca -> out.println("approved authority    " + ca.name()));
    }

    private void key(StoredKey key) {
        KeyUse use = key.purpose();
        String what = (use == null ? "" : use.text() + " ") + "key";
        out.println(
                what + " ".repeat(Math.max(1, 22 - what.length())) + key.home() + (key.active() ? "" : " (inactive)"));
        if (key.obstacle() != null) {
            out.println("  not usable          " + key.obstacle());
        }
        if (key.chain().isEmpty()) {
            out.println("  no certificate yet");
            return;
        }
        X509Certificate certificate = key.chain().getFirst();
        out.println("  algorithm           " + KeyAlgorithm.of(certificate.getPublicKey()));
        chain(key.chain(), use == KeyUse.AUTHENTICATION);
        out.println("  expires             " + certificate.getNotAfter().toInstant() + " ("
                + days(Duration.between(now, certificate.getNotAfter().toInstant())) + ")");
    }

    private void chain(List<X509Certificate> known, boolean authentication) {
        TrustAnchors anchors = view.anchors();
        List<X509Certificate> extra = known.subList(1, known.size());
        try {
            CertificateChain chain = anchors.chain(known.getFirst(), extra, now);
            for (X509Certificate certificate : chain.certificates()) {
                out.println("  chain               " + certificate.getSubjectX500Principal());
            }
            if (!authentication) {
                out.println("  member              " + anchors.signerOf(chain));
            }
        } catch (UntrustedCertificateException | org.spean.crypto.certificate.IncorrectCertificateException e) {
            out.println("  not trusted         " + known.getFirst().getSubjectX500Principal() + ": " + e.getMessage());
        }
    }

    private void findings(List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.severity() == Finding.Severity.ERROR) {
                problems++;
            }
            out.println(finding);
        }
    }

    private static String days(Duration left) {
        return left.isNegative() ? "expired" : left.toDays() + " days";
    }
}
