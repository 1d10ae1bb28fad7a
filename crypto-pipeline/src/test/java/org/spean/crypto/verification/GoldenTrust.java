package org.spean.crypto.verification;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.spean.crypto.certificate.CertificateProfiles;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.trust.ApprovedCa;
import org.spean.crypto.trust.CaNode;
import org.spean.crypto.trust.OcspResponder;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.golden.Capture;
import org.spean.golden.CaptureSet;
import org.spean.golden.Pki;
import org.spean.identifier.MemberId;

/** Whom the servers of a set of captures trusted. */
public final class GoldenTrust {

    static final MemberId BANK = new MemberId("CAMBODIA", "COM", "CAMDX-000201");
    static final MemberId MINISTRY = new MemberId("CAMBODIA", "GOV", "CAMDX-000121");

    private static final String PROFILE =
            "ee.ria.xroad.common.certificateprofile.impl.CamDXCertificateProfileInfoProvider";
    private static final URI RESPONDER = URI.create("http://127.0.0.9:8888");
    private static final AtomicLong GENERATION = new AtomicLong();

    private GoldenTrust() {}

    /** With OCSP responses that are good for an hour. */
    public static TrustAnchors anchors(CaptureSet set) {
        return anchors(set, OcspRules.of(Duration.ofHours(1)));
    }

    static TrustAnchors anchors(CaptureSet set, OcspRules rules) {
        Pki pki = set.pki();
        List<CaNode> intermediates = set.name().equals("ica") ? List.of(node(pki, "ica", "ocsp-ica")) : List.of();
        return TrustAnchors.of(
                List.of(new ApprovedCa(
                        "CamDX Test",
                        false,
                        node(pki, "ca", "ocsp"),
                        intermediates,
                        CertificateProfiles.named(PROFILE, "CAMBODIA"))),
                rules,
                GENERATION.incrementAndGet());
    }

    /** The member that signed a capture. */
    public static MemberId signer(Capture capture) {
        return capture.direction() == Capture.Direction.REQUEST ? BANK : MINISTRY;
    }

    private static CaNode node(Pki pki, String ca, String responder) {
        return new CaNode(pki.certificate(ca), List.of(new OcspResponder(RESPONDER, pki.certificate(responder))));
    }
}
