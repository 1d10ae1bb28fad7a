package org.spean.crypto.asic;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.trust.GoldenSet;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;

/** A verifier that trusts whom the servers of a set trusted. */
final class Verifying implements AutoCloseable {
    private final SignatureVerifier signatures = new SignatureVerifier(VerifierSettings.DEFAULT);
    private final ContainerVerifier verifier;

    Verifying(GoldenSet set) throws IOException, CertificateException {
        this(set, set.anchors());
    }

    private Verifying(GoldenSet set, TrustAnchors anchors) throws IOException, CertificateException {
        verifier = new ContainerVerifier(
                signatures, new EvidenceTrust(anchors, TimeStampAuthorities.of(List.of(set.certificate("tsa")))));
    }

    /** The same with another freshness of OCSP responses. */
    static Verifying with(GoldenSet set, Duration freshness) throws IOException, CertificateException {
        return new Verifying(set, TrustAnchors.of(set.anchors().approved(), OcspRules.of(freshness), 2));
    }

    ContainerReport verify(byte[] container) throws IOException {
        return verify(container, KeptElsewhere.NOTHING);
    }

    ContainerReport verify(byte[] container, KeptElsewhere kept) throws IOException {
        try (Container opened = Container.open(container)) {
            return verify(opened, kept);
        }
    }

    ContainerReport verify(Container opened, KeptElsewhere kept) throws IOException {
        return verifier.verify(opened, kept);
    }

    @Override
    public void close() {
        signatures.close();
    }
}
