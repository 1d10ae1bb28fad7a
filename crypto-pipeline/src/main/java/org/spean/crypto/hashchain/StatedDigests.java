package org.spean.crypto.hashchain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.ChainDocument.Data;
import org.spean.crypto.hashchain.ChainDocument.Entry;
import org.spean.crypto.hashchain.ChainDocument.Step;
import org.spean.crypto.hashchain.HashChainException.Kind;

/** What a hash chain says of the message it leads from. */
public final class StatedDigests {
    private static final int MAX_INPUTS = 1024;

    private StatedDigests() {}

    /**
     * The digests of the message and all its attachments as the chain states them: nothing says that they are true before
     * {@link HashChainWalk#check} was passed with them, and then that the chain leads from them to its result. Evidence of
     * which a part was not kept is judged with its stated digest.
     *
     * @param chain {@code /sig-hashchain.xml}
     * @throws HashChainException if it is not of the schema, or names no message, or attachments with gaps
     */
    public static MessageDigests of(byte[] chain) throws HashChainException {
        Map<Integer, byte[]> digests = new HashMap<>();
        DigestAlgorithm algorithm = null;
        for (Step step :
                ChainDocument.parse(HashChainKind.SIGNATURE, chain, MAX_INPUTS).steps()) {
            for (Entry entry : step.entries()) {
                if (!(entry instanceof Data data)) {
                    continue;
                }
                if (digests.size() == MAX_INPUTS || digests.put(data.input(), data.digest()) != null) {
                    throw new HashChainException(
                            Kind.REFERENCE, "hash chain: attachments are too many, or appear twice");
                }
                if (algorithm != null && algorithm != data.algorithm()) {
                    throw new HashChainException(Kind.ALGORITHM, "hash chain: parts are digested in two ways");
                }
                algorithm = data.algorithm();
            }
        }
        byte[] message = digests.get(0);
        if (algorithm == null || message == null) {
            throw new HashChainException(Kind.UNUSED_INPUT, "hash chain: does not refer to /message.xml");
        }
        return new MessageDigests(algorithm, message, attachments(digests));
    }

    private static List<byte[]> attachments(Map<Integer, byte[]> digests) throws HashChainException {
        List<byte[]> attachments = new ArrayList<>();
        for (int number = 1; number < digests.size(); number++) {
            byte[] digest = digests.get(number);
            if (digest == null) {
                throw new HashChainException(
                        Kind.REFERENCE, "hash chain: does not refer to " + HashChainKind.SIGNATURE.nameOf(number));
            }
            attachments.add(digest);
        }
        return attachments;
    }
}
