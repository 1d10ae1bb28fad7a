package org.spean.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.crypto.asic.Container;
import org.spean.crypto.asic.ContainerVerifier;
import org.spean.crypto.asic.EvidenceTrust;
import org.spean.crypto.asic.KeptElsewhere;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.verification.GoldenTrust;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.golden.CaptureSet;

/** Evidence containers, opened and verified. */
final class ContainerFuzz implements FuzzTarget {

    private final CaptureSet set = CaptureSet.named("golden");
    private final ContainerVerifier verifier = new ContainerVerifier(
            new SignatureVerifier(new VerifierSettings(0, 0, 1, 16)),
            new EvidenceTrust(
                    GoldenTrust.anchors(set),
                    TimeStampAuthorities.of(List.of(set.pki().certificate("tsa")))));

    @Override
    public Stream<byte[]> seeds() {
        return Golden.files(".asice").limit(40);
    }

    @Override
    public void run(byte[] input) {
        try (Container container = Container.open(input)) {
            container.names();
            Objects.requireNonNull(verifier.verify(container, KeptElsewhere.NOTHING));
        } catch (IOException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
    }
}
