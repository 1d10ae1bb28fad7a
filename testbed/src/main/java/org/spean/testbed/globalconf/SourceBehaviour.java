package org.spean.testbed.globalconf;

import java.time.Duration;

/**
 * What a configuration source does wrong towards everybody, if anything.
 *
 * @param fault the one thing
 * @param delay waited before each answer
 */
public record SourceBehaviour(Fault fault, Duration delay) {
    /** Does everything right. */
    public static final SourceBehaviour NORMAL = new SourceBehaviour(Fault.NONE, Duration.ZERO);

    /** What can be wrong. */
    public enum Fault {
        NONE,
        /** Closes every connection without an answer. */
        DOWN,
        /** Answers 503. */
        UNAVAILABLE,
        /** Answers 404 whatever the version. */
        UNKNOWN_VERSION,
        /** Parts have a byte that was not signed. */
        FORGED_PART,
        /** Parts are absent. */
        MISSING_PART,
        /** Parts end before their announced length. */
        TRUNCATED_PART,
        /** Parts claim 300 MiB. */
        OVERSIZED_PART,
        /** The directory was changed after it was signed. */
        FORGED_DIRECTORY,
        /** The signature is one of another directory. */
        FORGED_SIGNATURE,
        /** Signed with a key that no anchor knows. */
        WRONG_CERTIFICATE,
        /** The directory ends in its middle, well-formed for HTTP. */
        TRUNCATED_DIRECTORY,
        /** The connection ends in the middle of the directory. */
        CUT_DIRECTORY,
        /** The directory is followed by 2 MiB of blanks. */
        OVERSIZED_DIRECTORY,
        /** The directory before the last one that was published. */
        REPLAYED,
        /** The directory's time is over. */
        EXPIRED,
        /** What is signed is no directory. */
        MALFORMED_DIRECTORY,
        /** A part's name leads out of its folder. */
        PATH_IN_FILE_NAME,
        /** The instance's name leads out of the tree. */
        PATH_IN_INSTANCE,
        /** A part that is signed but is no XML. */
        MALFORMED_PART,
        /** A part with a document type and entities that multiply. */
        ENTITIES_IN_PART,
        /** A part with elements 10,000 deep. */
        DEPTH_IN_PART
    }

    public static SourceBehaviour faulty(Fault fault) {
        return new SourceBehaviour(fault, Duration.ZERO);
    }

    public static SourceBehaviour slow(Duration delay) {
        return new SourceBehaviour(Fault.NONE, delay);
    }
}
