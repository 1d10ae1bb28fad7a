package org.spean.fuzz;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.timestamp.TimeStampException;
import org.spean.crypto.timestamp.TimeStampRequest;
import org.spean.crypto.timestamp.TimeStampToken;
import org.spean.golden.CaptureSet;

/** Answers of time-stamping authorities and their tokens. */
final class TimeStampFuzz implements FuzzTarget {

    private final TimeStampAuthorities authorities =
            TimeStampAuthorities.of(List.of(CaptureSet.named("golden").pki().certificate("tsa")));
    private final TimeStampRequest request = TimeStampRequest.over(DigestAlgorithm.SHA_512, new byte[64]);

    @Override
    public Stream<byte[]> seeds() {
        return Golden.files("-response.der", ".tst").filter(der -> der.length > 0);
    }

    @Override
    public void run(byte[] input) {
        try {
            authorities.accept(input, request);
            throw new AssertionError("a time-stamp over zeros");
        } catch (TimeStampException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
        try {
            TimeStampToken token = TimeStampToken.parse(input);
            authorities.verify(token, TimeStampRequest.over(token.algorithm(), token.imprint()));
        } catch (TimeStampException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
    }
}
