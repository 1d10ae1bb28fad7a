package org.spean.peer;

import org.spean.config.Limits;

/**
 * How large the parts of a message may be that are held in memory whole, in bytes. The size of attachments is not
 * limited here: they pass through.
 *
 * @param message the REST head part, or a SOAP envelope
 * @param signature the signature document
 * @param chain hash chain and hash chain result, each
 * @param ocsp one OCSP response
 * @param ocspResponses how many of them: one for each certificate of a chain
 * @param fault a SOAP fault
 * @param headers the headers of one part
 * @param attachments how many there may be
 * @param discard the rest of a refused message that is still read, so that its sender sees the refusal
 */
public record PartLimits(
        int message,
        int signature,
        int chain,
        int ocsp,
        int ocspResponses,
        int fault,
        int headers,
        int attachments,
        long discard) {
    /** Far above anything seen, far below what would hurt. */
    public static final PartLimits DEFAULT = new PartLimits(
            1024 * 1024, 256 * 1024, 64 * 1024, 64 * 1024, 8, 64 * 1024, 4 * 1024, 256, 16 * 1024 * 1024);

    /** As configured. */
    public static PartLimits of(Limits limits) {
        return new PartLimits(
                limits.messageBytes(),
                limits.signatureBytes(),
                limits.signatureBytes(),
                limits.signatureBytes(),
                DEFAULT.ocspResponses,
                DEFAULT.fault,
                limits.headerBytes(),
                limits.attachments(),
                limits.discardBytes());
    }
}
