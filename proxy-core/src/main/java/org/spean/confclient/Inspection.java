package org.spean.confclient;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a source says at this moment.
 *
 * @param url where it was asked
 * @param version of its newest directory, 0 if there is none to be used
 * @param expires when that directory does, absent if there is none to be used
 * @param failure why there is none, in one line; absent if there is
 */
public record Inspection(
        URI url,
        int version,
        @Nullable Instant expires,
        @Nullable String failure) {}
