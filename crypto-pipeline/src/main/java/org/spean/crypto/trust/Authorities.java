package org.spean.crypto.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** The listed authorities, by certificate and by name. */
final class Authorities {
    private static final int MAX_REMEMBERED = 4096;

    private final Map<X509Certificate, CaNode> nodes = new LinkedHashMap<>();
    private final Map<X509Certificate, ApprovedCa> tops = new LinkedHashMap<>();
    private final Map<X500Principal, List<X509Certificate>> byName = new HashMap<>();
    private final Cache<X509Certificate, CaNode> issuers =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    Authorities(List<ApprovedCa> approved) {
        for (ApprovedCa ca : approved) {
            tops.putIfAbsent(ca.top().certificate(), ca);
            nodes.merge(ca.top().certificate(), ca.top(), Authorities::joined);
        }
        for (ApprovedCa ca : approved) {
            ca.intermediates().forEach(node -> nodes.merge(node.certificate(), node, Authorities::joined));
        }
        for (X509Certificate certificate : nodes.keySet()) {
            byName.computeIfAbsent(certificate.getSubjectX500Principal(), name -> new ArrayList<>(1))
                    .add(certificate);
        }
    }

    /** One authority listed twice has the responders of both entries. */
    private static CaNode joined(CaNode one, CaNode other) {
        Set<OcspResponder> responders = new LinkedHashSet<>(one.responders());
        responders.addAll(other.responders());
        return new CaNode(one.certificate(), List.copyOf(responders));
    }

    List<X509Certificate> certificates() {
        return List.copyOf(nodes.keySet());
    }

    /** The service that this certificate is the top of; {@code null} when of none. */
    @Nullable
    ApprovedCa topOf(X509Certificate certificate) {
        return tops.get(certificate);
    }

    @Nullable
    CaNode node(X509Certificate certificate) {
        return nodes.get(certificate);
    }

    List<X509Certificate> named(X500Principal name) {
        return byName.getOrDefault(name, List.of());
    }

    @Nullable
    CaNode issuerOf(X509Certificate subject) {
        CaNode known = issuers.getIfPresent(subject);
        if (known != null) {
            return known;
        }
        for (X509Certificate candidate : named(subject.getIssuerX500Principal())) {
            if (signed(subject, candidate)) {
                CaNode issuer = nodes.get(candidate);
                if (issuer != null) {
                    issuers.put(subject, issuer);
                }
                return issuer;
            }
        }
        return null;
    }

    static boolean signed(X509Certificate subject, X509Certificate issuer) {
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
