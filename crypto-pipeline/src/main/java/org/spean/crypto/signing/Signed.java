package org.spean.crypto.signing;

import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.xades.SignatureParts;

/**
 * One message's share of a batch signature.
 *
 * @param path from the message's leaf to the root of the batch
 * @param digests of the message
 */
public record Signed(BatchSignature batch, HashPath path, MessageDigests digests) {
    /** The parts as they travel. The hash chain is rendered anew by each call. */
    public SignatureParts parts() {
        byte[] result = batch.result();
        return result == null
                ? SignatureParts.direct(batch.document())
                : new SignatureParts(batch.document(), result, HashChainWriter.chain(path, digests));
    }
}
