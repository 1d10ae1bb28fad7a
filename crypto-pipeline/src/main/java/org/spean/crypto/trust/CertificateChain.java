package org.spean.crypto.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A verified path from a certificate to an approved top authority. Only {@link TrustAnchors} makes one.
 */
public final class CertificateChain {
    private final List<X509Certificate> certificates;
    private final ApprovedCa ca;
    private final Instant validFrom;
    private final Instant validUntil;

    CertificateChain(List<X509Certificate> certificates, ApprovedCa ca) {
        this.certificates = List.copyOf(certificates);
        this.ca = ca;
        Instant from = Instant.MIN;
        Instant until = Instant.MAX;
        for (X509Certificate certificate : certificates) {
            Instant notBefore = certificate.getNotBefore().toInstant();
            Instant notAfter = certificate.getNotAfter().toInstant();
            from = notBefore.isAfter(from) ? notBefore : from;
            until = notAfter.isBefore(until) ? notAfter : until;
        }
        this.validFrom = from;
        this.validUntil = until;
    }

    /** The certificate asked for first, the top authority's last; at least two. */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /** The certificate asked for. */
    public X509Certificate leaf() {
        return certificates.getFirst();
    }

    /** Where it ends. */
    public ApprovedCa ca() {
        return ca;
    }

    /** All but the top: those that travel in TLS and in signatures, and that have an OCSP response each. */
    public List<X509Certificate> withoutTop() {
        return certificates.subList(0, certificates.size() - 1);
    }

    /** The authority that issued the i-th certificate of {@link #withoutTop()}. */
    public X509Certificate issuerOf(int i) {
        return certificates.get(i + 1);
    }

    /** From when on all its certificates are valid. */
    public Instant validFrom() {
        return validFrom;
    }

    /** Until when all its certificates are valid. */
    public Instant validUntil() {
        return validUntil;
    }

    /** Whether all its certificates are valid at this instant. */
    public boolean validAt(Instant at) {
        return !at.isBefore(validFrom) && !at.isAfter(validUntil);
    }
}
