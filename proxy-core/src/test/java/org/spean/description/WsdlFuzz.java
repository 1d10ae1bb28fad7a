package org.spean.description;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.config.DescriptionSource;
import org.spean.config.ServiceDescription.Kind;
import org.spean.fuzz.FuzzTarget;
import org.spean.identifier.ClientId;

/** What a service describes itself with, in WSDL. */
public final class WsdlFuzz implements FuzzTarget {

    private final DescriptionSource source = new DescriptionSource(
            "doc",
            ClientId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY"),
            Kind.WSDL,
            URI.create("file:///document"),
            null,
            null,
            List.of(),
            Path.of("descriptions"));

    @Override
    public Stream<byte[]> seeds() {
        return Stream.of(RefreshTest.WSDL.getBytes(UTF_8));
    }

    @Override
    public void run(byte[] input) {
        try {
            WsdlDocument.read(source, input);
        } catch (DescriptionException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
    }
}
