package org.spean.cli;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.config.Finding;
import org.spean.crypto.certificate.DistinguishedNames;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.trust.StatusInquiry;
import org.spean.trust.StatusInquiry.State;

/** Describes certificates, with their status by OCSP. */
final class CertificateItems {
    private final StatusInquiry inquiry;
    private final boolean offline;
    private final TrustAnchors anchors;
    private final Instant now;
    private final Report report;

    CertificateItems(StatusInquiry inquiry, boolean offline, TrustAnchors anchors, Instant now, Report report) {
        this.inquiry = inquiry;
        this.offline = offline;
        this.anchors = anchors;
        this.now = now;
        this.report = report;
    }

    /** Says what a certificate is, and warns before it expires. */
    CheckItem describe(CheckItem parent, String key, X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        String name = DistinguishedNames.text(certificate.getSubjectX500Principal());
        if (now.isAfter(end)) {
            report.add(Finding.error(key, name + " expired " + end));
        } else if (now.plus(Lifetimes.SOON).isAfter(end)) {
            report.add(Finding.warning(key, name + " expires soon, " + end));
        }
        return parent.item("certificate", name)
                .field("issuer", DistinguishedNames.text(certificate.getIssuerX500Principal()))
                .field("serial", certificate.getSerialNumber().toString())
                .field("valid from", certificate.getNotBefore().toInstant().toString())
                .field("valid until", Lifetimes.until(end, now))
                .field("key", kind(certificate.getPublicKey()));
    }

    /** The same with its status, where an issuer is known. What is not good is a problem; what only the disk lacks is not. */
    State withStatus(CheckItem parent, String key, X509Certificate certificate, @Nullable X509Certificate issuer) {
        CheckItem item = describe(parent, key, certificate);
        if (issuer == null || issuer.equals(certificate)) {
            return State.GOOD; // a top authority answers for itself
        }
        StatusInquiry.Status status = inquiry.of(certificate, issuer, anchors);
        String text = switch (status.state()) {
            case GOOD -> status.text();
            case NONE -> (offline ? "" : "no answer: ") + status.text();
            case REVOKED, UNKNOWN, REFUSED ->
                status.state().name().toLowerCase(java.util.Locale.ROOT) + ": " + status.text();
        };
        item.field("OCSP", text);
        if (status.state() != State.GOOD) {
            String finding = DistinguishedNames.text(certificate.getSubjectX500Principal()) + ": OCSP: " + text;
            report.add(
                    offline && status.state() == State.NONE
                            ? Finding.warning(key, finding)
                            : Finding.error(key, finding));
        }
        return status.state();
    }

    private static String kind(PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECKey ec -> "EC " + ec.getParams().getOrder().bitLength();
            default -> key.getAlgorithm();
        };
    }
}
