package org.spean.crypto.timestamp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashTree;
import org.spean.crypto.xades.SignatureTimeStamps;

/**
 * What one time-stamp covers, and how (PR-SIGDOC). Several signature documents: a hash tree over them, of which the
 * result is stamped, and each has its chain to it. One alone: its signature value is stamped, and the token later goes
 * into the document. Immutable.
 */
public final class StampRound {
    /** How many documents X-Road puts under one time-stamp at most. */
    public static final int MAX_DOCUMENTS = 10_000;

    private final TimeStampRequest request;
    private final byte @Nullable [] result;
    private final @Nullable HashTree tree;
    private final List<byte[]> digests;

    private StampRound(
            TimeStampRequest request, byte @Nullable [] result, @Nullable HashTree tree, List<byte[]> digests) {
        this.request = request;
        this.result = result;
        this.tree = tree;
        this.digests = digests;
    }

    /**
     * A round over these signature documents; only their digests are kept.
     *
     * @param documents distinct, as they travelled; at least one
     * @throws IllegalArgumentException if there are none or too many, or the only one is no signature document
     */
    public static StampRound over(DigestAlgorithm algorithm, Iterable<byte[]> documents) {
        List<byte[]> digests = new ArrayList<>();
        byte[] last = new byte[0];
        for (byte[] document : documents) {
            last = document;
            digests.add(algorithm.digest(document));
        }
        if (digests.isEmpty() || digests.size() > MAX_DOCUMENTS) {
            throw new IllegalArgumentException(
                    "signature documents: " + digests.size() + " (expected: 1 to " + MAX_DOCUMENTS + ")");
        }
        if (digests.size() == 1) {
            byte[] imprint = algorithm.digest(SignatureTimeStamps.stampedValue(last));
            return new StampRound(TimeStampRequest.over(algorithm, imprint), null, null, digests);
        }
        HashTree tree = HashTree.over(algorithm, digests);
        byte[] result = HashChainWriter.stampResult(algorithm, tree.root());
        return new StampRound(TimeStampRequest.over(algorithm, algorithm.digest(result)), result, tree, digests);
    }

    /** What to ask an authority. */
    public TimeStampRequest request() {
        return request;
    }

    /** How many documents it covers. */
    public int documents() {
        return digests.size();
    }

    /** {@code /ts-hashchainresult.xml}, which is stamped; {@code null} if there is one document only. */
    public byte @Nullable [] result() {
        return result;
    }

    /** {@code /ts-hashchain.xml} of the i-th document, counted from 0; {@code null} if there is one only. */
    public byte @Nullable [] chain(int document) {
        return tree == null ? null : HashChainWriter.stampChain(tree.path(document), digests.get(document));
    }
}
