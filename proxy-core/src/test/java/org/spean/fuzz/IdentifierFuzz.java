package org.spean.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Stream;
import org.spean.config.PathPattern;
import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;

/** Identifiers in paths and headers: what was read is written so that it reads as the same. */
final class IdentifierFuzz implements FuzzTarget {

    @Override
    public Stream<byte[]> seeds() {
        return Stream.of(
                        "CAMBODIA/GOV/CAMDX-000121/IDENTITY",
                        "CAMBODIA/GOV/CAMDX-000121",
                        "CAMBODIA/GOV/CAMDX-000121/IDENTITY/persons",
                        "CAMBODIA/GOV/CAMDX-000121/IDENTITY/persons/v1",
                        "a%2Fb/%E1%9E%80/c%25/%E2%80%8B/../%00/;",
                        "/persons/*/names/**")
                .map(text -> text.getBytes(UTF_8));
    }

    @Override
    public void run(byte[] input) {
        String text = new String(input, UTF_8);
        try {
            MemberId id = MemberId.parse(text);
            same(id, MemberId.parse(id.encoded()));
        } catch (IdentifierException refused) {
            requireMessage(refused);
        }
        try {
            ClientId id = ClientId.parse(text);
            same(id, ClientId.parse(id.encoded()));
        } catch (IdentifierException refused) {
            requireMessage(refused);
        }
        try {
            ServiceId id = ServiceId.parse(text);
            same(id, ServiceId.parse(id.encoded()));
        } catch (IdentifierException refused) {
            requireMessage(refused);
        }
        try {
            SecurityServerId id = SecurityServerId.parse(text);
            same(id, SecurityServerId.parse(id.encoded()));
        } catch (IdentifierException refused) {
            requireMessage(refused);
        }
        try {
            PathPattern pattern = PathPattern.parse(text);
            same(pattern, PathPattern.parse(pattern.toString()));
            pattern.matches(text.split("/", -1));
        } catch (IllegalArgumentException refused) {
            requireMessage(refused);
        }
    }

    private static void same(Object read, Object again) {
        if (!read.equals(again)) {
            throw new AssertionError(read + " was written as " + again);
        }
    }

    private static void requireMessage(IllegalArgumentException refused) {
        if (refused.getMessage() == null) {
            throw new AssertionError("a refusal without its reason", refused);
        }
    }
}
