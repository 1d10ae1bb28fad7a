package org.spean.fuzz;

import java.util.Objects;
import java.util.stream.Stream;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspResponseException;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.verification.GoldenTrust;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;

/** OCSP responses, and whether one that was altered still counts. */
final class OcspFuzz implements FuzzTarget {

    private final Capture capture = Capture.of("golden", "rest-get-small", Direction.REQUEST);
    private final TrustAnchors anchors = GoldenTrust.anchors(capture.set());

    @Override
    public Stream<byte[]> seeds() {
        return Golden.files("-response.der").filter(der -> der.length > 0);
    }

    @Override
    public void run(byte[] input) {
        try {
            OcspResponse response = OcspResponse.parse(input);
            response.statuses();
            response.certificates();
            OcspVerdict verdict = anchors.judge(
                    response,
                    capture.pki().certificate("moi-sign"),
                    capture.pki().certificate("ca"),
                    capture.date());
            Objects.requireNonNull(verdict);
        } catch (OcspResponseException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
    }
}
