package org.spean.crypto.asic;

import org.jspecify.annotations.Nullable;

/**
 * What the chain of an archive says, and whether it holds.
 *
 * @param failure why it does not; {@code null} if it does
 * @param previousDigest what it begins with; {@code -} for the first file of a group
 * @param previousFile the file before, by name; {@code -} with it
 * @param digest what it ends with: what the next file must begin with
 */
public record LinkReport(@Nullable String failure, String previousDigest, String previousFile, String digest) {

    /** The spelling of no previous file. */
    public static final String FIRST = ArchiveLink.NONE;

    static LinkReport failed(String failure) {
        return new LinkReport(failure, FIRST, FIRST, "");
    }

    /** Whether the chain holds. */
    public boolean holds() {
        return failure == null;
    }

    /** Whether it is the first of its chain. */
    public boolean first() {
        return previousDigest.equals(FIRST);
    }
}
