package org.spean.crypto.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.IncorrectCertificateException;
import org.spean.crypto.certificate.KeyUsages;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.UntrustedCertificateException.Kind;
import org.spean.identifier.MemberId;

/**
 * The certification authorities approved by one state of the global configuration, and every judgement that rests on
 * them: chains, OCSP verdicts, signers. Immutable but for bounded caches of what was found true, so a new configuration
 * is a new instance, with empty caches. Judgements take the instant as a parameter and hold for it only. Safe for use by
 * many threads; nothing blocks, but what is not in a cache costs some public-key operations.
 */
public final class TrustAnchors {
    private final List<ApprovedCa> approved;
    private final OcspRules rules;
    private final long generation;
    private final Authorities authorities;
    private final ChainBuilder chains;
    private final OcspJudge judge;

    private TrustAnchors(List<ApprovedCa> approved, OcspRules rules, long generation) {
        this.approved = List.copyOf(approved);
        this.rules = rules;
        this.generation = generation;
        this.authorities = new Authorities(this.approved);
        this.chains = new ChainBuilder(authorities);
        this.judge = new OcspJudge(authorities, rules);
    }

    /**
     * Trust in these authorities and no others.
     *
     * @param generation tells this state of the configuration from others; what was remembered under another generation
     *     is to be judged again
     */
    public static TrustAnchors of(List<ApprovedCa> approved, OcspRules rules, long generation) {
        return new TrustAnchors(approved, rules, generation);
    }

    /** Which state of the configuration this is. */
    public long generation() {
        return generation;
    }

    /** When OCSP responses are fresh. */
    public OcspRules rules() {
        return rules;
    }

    /** The approved certification services. */
    public List<ApprovedCa> approved() {
        return approved;
    }

    /** The certificates of all authorities, tops first: their names go into TLS certificate requests. */
    public List<X509Certificate> authorities() {
        return authorities.certificates();
    }

    /**
     * The path from a certificate to an approved top authority, verified by RFC 5280 but for revocation.
     *
     * @param extra certificates that came with it, as intermediate authorities; any others are passed over
     * @throws UntrustedCertificateException when there is none at this instant
     */
    public CertificateChain chain(X509Certificate leaf, Collection<X509Certificate> extra, Instant at)
            throws UntrustedCertificateException {
        return chains.chain(leaf, extra, at);
    }

    /** The listed authority that issued a certificate, by name and signature; {@code null} when none did. */
    public @Nullable X509Certificate issuerOf(X509Certificate subject) {
        CaNode issuer = authorities.issuerOf(subject);
        return issuer == null ? null : issuer.certificate();
    }

    /** Whom to ask for a certificate's status: its issuer's responders, in order; perhaps none. */
    public List<OcspResponder> respondersFor(X509Certificate subject) {
        CaNode issuer = authorities.issuerOf(subject);
        return issuer == null ? List.of() : issuer.responders();
    }

    /**
     * Whether an OCSP response shows that a certificate is good now: it is about this certificate, signed by a responder
     * listed for the certificate's issuer, by the issuer, or by one whom the issuer certified for that purpose, and it is
     * fresh. Does not judge the certificate's chain or dates.
     */
    public OcspVerdict judge(OcspResponse response, X509Certificate subject, Instant now) {
        CaNode issuer = authorities.issuerOf(subject);
        if (issuer == null) {
            return new OcspVerdict.Bad(
                    OcspVerdict.Reason.UNKNOWN_ISSUER,
                    "No approved certification authority has issued " + subject.getSubjectX500Principal());
        }
        return judge.judge(response, subject, issuer.certificate(), now);
    }

    /**
     * As the other, for an issuer that is known from a verified chain. It may be an intermediate authority that the
     * configuration does not list; its responses are signed by itself or by one it certified for that purpose.
     */
    public OcspVerdict judge(OcspResponse response, X509Certificate subject, X509Certificate issuer, Instant now) {
        return judge.judge(response, subject, issuer, now);
    }

    /**
     * The member in whose name the chain's first certificate signs messages.
     *
     * @throws UntrustedCertificateException when its key or its authority is not for signing messages
     * @throws IncorrectCertificateException when its subject does not name a member by the authority's profile
     */
    public MemberId signerOf(CertificateChain chain)
            throws UntrustedCertificateException, IncorrectCertificateException {
        if (!KeyUsages.signing(chain.leaf())) {
            throw new UntrustedCertificateException(
                    Kind.WRONG_USE, "The certificate's key usage does not include nonRepudiation");
        }
        // Instances of a federation may approve the same authority, each for its own members.
        IncorrectCertificateException refusal = null;
        for (ApprovedCa ca : sharing(chain.ca())) {
            try {
                return ca.profile().memberOf(chain.leaf());
            } catch (IncorrectCertificateException e) {
                refusal = refusal == null ? e : refusal;
            }
        }
        if (refusal == null) {
            throw new UntrustedCertificateException(
                    Kind.WRONG_USE, "Certificates of " + chain.ca().name() + " are for authentication only");
        }
        throw refusal;
    }

    private List<ApprovedCa> sharing(ApprovedCa with) {
        List<ApprovedCa> sharing = new ArrayList<>(1);
        for (ApprovedCa ca : approved) {
            if (!ca.authenticationOnly()
                    && ca.top().certificate().equals(with.top().certificate())) {
                sharing.add(ca);
            }
        }
        return sharing;
    }
}
