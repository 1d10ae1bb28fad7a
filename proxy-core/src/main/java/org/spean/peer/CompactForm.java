package org.spean.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Names and limits of the compact form of evidence, which two gateways of this kind agree on for one connection; see
 * {@code docs/compact-evidence.md}. Both ends must have the same: a change of any of them is another {@link #VERSION}.
 */
final class CompactForm {
    /** Value of the header {@link TransportHeaders#EVIDENCE}. */
    static final String VERSION = "1";

    /** How a consumer's version tells that it is a gateway of this kind. */
    static final String BUILD = "+spean";

    static final String OCSP = "application/x-spean-ocsp";
    static final String SEAL = "application/x-spean-seal";
    static final byte[] OCSP_TYPE = OCSP.getBytes(ISO_8859_1);
    static final byte[] SEAL_TYPE = SEAL.getBytes(ISO_8859_1);

    /** How many documents each side remembers, for each direction of a connection. */
    static final int ENTRIES = 32;

    /** How many bytes these have at most. */
    static final int BYTES = 64 * 1024;

    /** A document follows that is not remembered. */
    static final int LITERAL = 0;
    /** A document follows that both sides remember. */
    static final int REMEMBERED = 1;
    /** This and more: a document remembered, the one used last first. */
    static final int REFERENCE = 2;

    /** The signature covers the message itself. */
    static final int DIRECT = 0;
    /** The signature covers a hash chain result. */
    static final int CHAINED = 1;

    private CompactForm() {}
}
