package org.spean.globalconf;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.certificate.CertificateProfile;
import org.spean.crypto.certificate.CertificateProfiles;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.trust.ApprovedCa;
import org.spean.crypto.trust.CaNode;
import org.spean.crypto.trust.OcspResponder;
import org.spean.crypto.trust.TrustAnchors;

/** Turns the approved CAs into trust anchors; here certificate profiles stop being names. */
final class Anchors {
    private static final Logger LOG = LoggerFactory.getLogger(Anchors.class);

    private Anchors() {}

    static TrustAnchors of(Part home, Iterable<Part> all, boolean verifyNextUpdate, long generation) {
        List<ApprovedCa> approved = new ArrayList<>();
        for (Part part : all) {
            approved.addAll(approved(part));
        }
        OcspRules rules = new OcspRules(home.shared().ocspFreshness(), verifyNextUpdate, OcspRules.DEFAULT_SKEW);
        return TrustAnchors.of(approved, rules, generation);
    }

    private static List<ApprovedCa> approved(Part part) {
        List<ApprovedCa> approved = new ArrayList<>();
        for (SharedParams.Authority authority : part.shared().authorities()) {
            approved.add(new ApprovedCa(
                    authority.name(),
                    authority.authenticationOnly(),
                    node(authority.top()),
                    authority.intermediates().stream().map(Anchors::node).toList(),
                    profile(part, authority)));
        }
        return approved;
    }

    /** Bound to the instance: a CA vouches for members of the instance that approved it and for no others. */
    private static CertificateProfile profile(Part part, SharedParams.Authority authority) {
        if (!CertificateProfiles.known(authority.profile())) {
            LOG.warn(
                    "{}: signing certificates of '{}' are refused: certificate profile {} is not known",
                    part.file(),
                    authority.name(),
                    authority.profile());
        }
        return CertificateProfiles.named(authority.profile(), part.shared().instance());
    }

    private static CaNode node(SharedParams.Node node) {
        List<OcspResponder> responders = node.responders().stream()
                .map(r -> new OcspResponder(r.url(), r.certificate()))
                .toList();
        return new CaNode(node.certificate(), responders);
    }
}
