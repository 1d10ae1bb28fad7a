package org.spean.crypto.hashchain;

/** A hash chain does not prove what it should. Without stack trace: strangers cause it. */
public final class HashChainException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        /** A document is not XML of the hash chain's schema, or not in the one form that batch signatures use. */
        MALFORMED,
        /** A document is larger, or has more steps, than a batch signature needs. */
        LIMIT,
        /** A reference leads to nothing, to another document, or in a circle; a step is referenced twice or never. */
        REFERENCE,
        /** An algorithm is unknown, or not the one the message was digested with. */
        ALGORITHM,
        /** A part of the message was received, but the chain does not refer to it. */
        UNUSED_INPUT,
        /** The chain's digest of a part is not that of the part received. */
        INPUT_DIGEST,
        /** The chain does not lead to the result's digest. */
        RESULT_DIGEST
    }

    private final Kind kind;

    /**
     * Without cause.
     *
     * @param message names the document, the place and the rule
     */
    public HashChainException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }
}
