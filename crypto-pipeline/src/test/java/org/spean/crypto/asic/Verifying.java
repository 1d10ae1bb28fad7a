package org.spean.crypto.asic;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.List;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.trust.GoldenSet;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;

/** A verifier that trusts whom the servers of a set trusted. */
final class Verifying implements AutoCloseable {
    private final SignatureVerifier signatures = new SignatureVerifier(VerifierSettings.DEFAULT);
    private final ContainerVerifier verifier;

    Verifying(GoldenSet set) throws IOException, CertificateException {
        verifier = new ContainerVerifier(
                signatures, new EvidenceTrust(set.anchors(), TimeStampAuthorities.of(List.of(set.certificate("tsa")))));
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
