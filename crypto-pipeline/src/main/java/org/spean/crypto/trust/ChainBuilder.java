package org.spean.crypto.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.trust.UntrustedCertificateException.Kind;

/**
 * Finds paths by name, depth first, and has the JDK's PKIX algorithm verify them, each against its one top authority.
 * Both are bounded: peers choose what they send. Good paths are remembered by certificate and serve while all their
 * certificates are valid; bad ones are not, so that nobody can push good ones out with them for less than a signature.
 */
final class ChainBuilder {
    private static final int MAX_REMEMBERED = 4096;
    private static final int MAX_EXTRA = 16;
    private static final int MAX_LENGTH = 6;
    private static final int MAX_CHECKS = 32;

    /** SHA-1 and older let a stranger prepare two certificates with one signature. */
    private static final Set<String> SIGNATURES = Set.of(
            "SHA256WITHRSA",
            "SHA384WITHRSA",
            "SHA512WITHRSA",
            "RSASSA-PSS",
            "SHA256WITHECDSA",
            "SHA384WITHECDSA",
            "SHA512WITHECDSA",
            "ED25519");

    private final Authorities authorities;
    private final Cache<X509Certificate, CertificateChain> good =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    ChainBuilder(Authorities authorities) {
        this.authorities = authorities;
    }

    CertificateChain chain(X509Certificate leaf, Collection<X509Certificate> extra, Instant at)
            throws UntrustedCertificateException {
        CertificateChain known = good.getIfPresent(leaf);
        if (known != null && known.validAt(at)) {
            return known;
        }
        UntrustedCertificateException refusal = null;
        for (List<X509Certificate> path : new Search(usable(extra)).from(leaf)) {
            try {
                CertificateChain chain = verified(path, at);
                good.put(leaf, chain);
                return chain;
            } catch (UntrustedCertificateException e) {
                refusal = refusal == null ? e : refusal;
            }
        }
        if (refusal == null) {
            refusal = new UntrustedCertificateException(
                    Kind.UNKNOWN_ISSUER,
                    "No approved certification authority has issued " + leaf.getSubjectX500Principal());
        }
        throw refusal;
    }

    private static List<X509Certificate> usable(Collection<X509Certificate> extra) {
        return extra.stream()
                .filter(certificate -> certificate.getBasicConstraints() >= 0)
                .limit(MAX_EXTRA)
                .toList();
    }

    /** One search for paths. Whoever sends a maze of certificates that issue each other has it cut short. */
    private final class Search {
        private final List<X509Certificate> extra;
        private final List<List<X509Certificate>> found = new ArrayList<>();
        private int checks = MAX_CHECKS;

        Search(List<X509Certificate> extra) {
            this.extra = extra;
        }

        List<List<X509Certificate>> from(X509Certificate leaf) {
            extend(new ArrayList<>(List.of(leaf)));
            return found;
        }

        private void extend(List<X509Certificate> path) {
            X509Certificate last = path.getLast();
            for (X509Certificate issuer : issuers(last)) {
                if (path.contains(issuer) || checks-- <= 0) {
                    continue;
                }
                path.add(issuer);
                if (authorities.topOf(issuer) != null) {
                    found.add(List.copyOf(path));
                } else if (path.size() < MAX_LENGTH && Authorities.signed(last, issuer)) {
                    extend(path);
                }
                path.removeLast();
            }
        }

        private List<X509Certificate> issuers(X509Certificate of) {
            List<X509Certificate> issuers = new ArrayList<>(authorities.named(of.getIssuerX500Principal()));
            for (X509Certificate candidate : extra) {
                if (candidate.getSubjectX500Principal().equals(of.getIssuerX500Principal())
                        && !issuers.contains(candidate)) {
                    issuers.add(candidate);
                }
            }
            return issuers;
        }
    }

    private CertificateChain verified(List<X509Certificate> path, Instant at) throws UntrustedCertificateException {
        X509Certificate top = path.getLast();
        ApprovedCa ca = authorities.topOf(top);
        if (ca == null) {
            throw new IllegalStateException("a path ends at a top authority");
        }
        CertificateChain chain = new CertificateChain(path, ca);
        mustBeValid(chain, at);
        mustBeStrong(chain.withoutTop());
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(top, null)));
            parameters.setRevocationEnabled(false); // each certificate's OCSP response is judged by itself
            parameters.setDate(Date.from(at));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain.withoutTop()), parameters);
            return chain;
        } catch (CertPathValidatorException e) {
            throw new UntrustedCertificateException(kind(e.getReason()), "Certificate path: " + e.getMessage(), e);
        } catch (InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("there is one trust anchor", e);
        } catch (GeneralSecurityException e) {
            throw new UntrustedCertificateException(Kind.INVALID, "Certificate path cannot be verified", e);
        }
    }

    private static void mustBeValid(CertificateChain chain, Instant at) throws UntrustedCertificateException {
        for (X509Certificate certificate : chain.certificates()) {
            if (at.isBefore(certificate.getNotBefore().toInstant())) {
                throw new UntrustedCertificateException(
                        Kind.NOT_YET_VALID,
                        certificate.getSubjectX500Principal() + " is valid from "
                                + certificate.getNotBefore().toInstant());
            }
            if (at.isAfter(certificate.getNotAfter().toInstant())) {
                throw new UntrustedCertificateException(
                        Kind.EXPIRED,
                        certificate.getSubjectX500Principal() + " was valid until "
                                + certificate.getNotAfter().toInstant());
            }
        }
    }

    private static void mustBeStrong(List<X509Certificate> certificates) throws UntrustedCertificateException {
        for (X509Certificate certificate : certificates) {
            if (!SIGNATURES.contains(certificate.getSigAlgName().toUpperCase(Locale.ROOT))) {
                throw new UntrustedCertificateException(
                        Kind.WEAK_ALGORITHM,
                        certificate.getSubjectX500Principal() + " is signed by " + certificate.getSigAlgName());
            }
        }
    }

    private static final Map<Object, Kind> KINDS = kinds();

    private static Map<Object, Kind> kinds() {
        Map<Object, Kind> kinds = new HashMap<>();
        kinds.put(BasicReason.EXPIRED, Kind.EXPIRED);
        kinds.put(BasicReason.NOT_YET_VALID, Kind.NOT_YET_VALID);
        kinds.put(BasicReason.INVALID_SIGNATURE, Kind.INVALID_SIGNATURE);
        kinds.put(BasicReason.ALGORITHM_CONSTRAINED, Kind.WEAK_ALGORITHM);
        kinds.put(PKIXReason.NOT_CA_CERT, Kind.NOT_AN_AUTHORITY);
        kinds.put(PKIXReason.PATH_TOO_LONG, Kind.NOT_AN_AUTHORITY);
        kinds.put(PKIXReason.INVALID_KEY_USAGE, Kind.NOT_AN_AUTHORITY);
        kinds.put(PKIXReason.NO_TRUST_ANCHOR, Kind.UNKNOWN_ISSUER);
        return kinds;
    }

    private static Kind kind(CertPathValidatorException.@Nullable Reason reason) {
        return KINDS.getOrDefault(reason, Kind.INVALID);
    }
}
