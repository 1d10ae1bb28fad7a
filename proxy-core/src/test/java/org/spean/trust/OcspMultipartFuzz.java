package org.spean.trust;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.fuzz.FuzzTarget;
import org.spean.fuzz.Golden;

/** What a peer answers on port 5577. */
public final class OcspMultipartFuzz implements FuzzTarget {

    private static final String TYPE = OcspMultipart.contentType("xtop");

    @Override
    public Stream<byte[]> seeds() {
        List<byte[]> responses = Golden.files("ocsp-01-response.der").toList();
        return Stream.of(
                OcspMultipart.write("xtop", responses),
                OcspMultipart.write("xtop", List.of(responses.getFirst())),
                "--xtop\r\n\r\n\r\n--xtop--".getBytes(ISO_8859_1));
    }

    @Override
    public void run(byte[] input) {
        try {
            OcspMultipart.read(TYPE, input).forEach(Objects::requireNonNull);
        } catch (RuntimeException e) {
            if (!(e.getCause() instanceof OcspException)) {
                throw e;
            }
        }
    }
}
