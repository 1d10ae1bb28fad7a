package org.spean.verify;

import org.jspecify.annotations.Nullable;
import org.spean.crypto.asic.ContainerReport;
import org.spean.identifier.SecurityServerId;

/**
 * What was found of one container.
 *
 * @param file where it is
 * @param inside its name within an archive; {@code null} when the file is the container
 * @param facts what its message says; {@code null} if that cannot be told
 * @param signerName of the signing member, by the global configuration, for people
 * @param server that signed, as far as the certificate tells
 */
public record ContainerResult(
        String file,
        @Nullable String inside,
        ContainerReport report,
        @Nullable MessageFacts facts,
        @Nullable String signerName,
        @Nullable SecurityServerId server) {

    /** Its own name. */
    public String name() {
        return inside == null ? file : inside;
    }
}
