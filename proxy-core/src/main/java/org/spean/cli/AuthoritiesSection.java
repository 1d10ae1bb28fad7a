package org.spean.cli;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.spean.config.Finding;
import org.spean.crypto.certificate.DistinguishedNames;
import org.spean.crypto.trust.ApprovedCa;
import org.spean.crypto.trust.CaNode;
import org.spean.crypto.trust.OcspResponder;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.trust.StatusInquiry;
import org.spean.view.View;

/** The certification authorities that the global configuration approves, with their intermediates and responders. */
final class AuthoritiesSection implements CheckSection {
    private final StatusInquiry inquiry;
    private final boolean offline;

    AuthoritiesSection(StatusInquiry inquiry, boolean offline) {
        this.inquiry = inquiry;
        this.offline = offline;
    }

    @Override
    public void look(View view, Instant now, Report report) {
        TrustAnchors anchors = view.anchors();
        CertificateItems certificates = new CertificateItems(inquiry, offline, anchors, now, report);
        if (anchors.approved().isEmpty()) {
            report.unusable("approved authorities", "the global configuration approves none");
        }
        for (ApprovedCa ca : anchors.approved()) {
            String key = "approved authority " + ca.name();
            CheckItem item = report.item("approved authority", ca.name())
                    .field("profile", ca.profile().name())
                    .field("for", ca.authenticationOnly() ? "authentication only" : "authentication and signing");
            if (ca.profile().name().contains(".")) {
                report.add(Finding.warning(
                        key,
                        "its signing certificates are refused: profile "
                                + ca.profile().name() + " is not known"));
            }
            certificates.describe(item, key, ca.top().certificate());
            responders(item, ca.top());
            for (CaNode node : ca.intermediates()) {
                X509Certificate issuer = anchors.issuerOf(node.certificate());
                certificates.withStatus(item, key, node.certificate(), issuer);
                responders(item, node);
            }
        }
    }

    private static void responders(CheckItem item, CaNode node) {
        for (OcspResponder responder : node.responders()) {
            X509Certificate certificate = responder.certificate();
            item.item("OCSP responder", responder.url().toString())
                    .field(
                            "signs with",
                            certificate == null
                                    ? "the authority's key, or one it has certified for that"
                                    : DistinguishedNames.text(certificate.getSubjectX500Principal()));
        }
    }
}
