package org.spean.crypto.hashchain;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.HashStep;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.ChainDocument.Data;
import org.spean.crypto.hashchain.ChainDocument.Entry;
import org.spean.crypto.hashchain.ChainDocument.Ref;
import org.spean.crypto.hashchain.ChainDocument.Step;
import org.spean.crypto.hashchain.ChainDocument.Value;
import org.spean.crypto.hashchain.HashChainException.Kind;

/**
 * Checks that a message belongs to the batch that a hash chain result stands for. Stricter than the schema: the chain must be one
 * line of steps, each referred to once and joining two digests, from the result's step to one that holds the message with all its
 * attachments and nothing besides. A step of more digests could pass an attachment off as a neighbour, and so drop it.
 */
public final class HashChainWalk {
    private HashChainWalk() {}

    /**
     * Returns if the chain refers to every digest of the message exactly once, with the right value, and leads to the result.
     *
     * @param result {@code /sig-hashchainresult.xml} as received; that it is the signed one is for the caller to check
     * @param chain {@code /sig-hashchain.xml} as received
     * @throws HashChainException if not
     */
    public static void check(byte[] result, byte[] chain, MessageDigests digests) throws HashChainException {
        check(HashChainResult.parse(HashChainKind.SIGNATURE, result), chain, digests);
    }

    /** The same with a result read before. */
    public static void check(HashChainResult result, byte[] chain, MessageDigests digests) throws HashChainException {
        walk(HashChainKind.SIGNATURE, result, chain, digests);
    }

    /**
     * The same with the chain in the form of a path: as strict, since a path can say nothing else than a line of steps that
     * join two digests each, and is to lead from this message.
     *
     * @param path as received; no part's digest stands in it, so that another message shows in the digest of the result
     * @throws HashChainException if the document that {@link HashChainWriter} makes of the path would be refused
     */
    public static void check(HashChainResult result, HashPath path, MessageDigests digests) throws HashChainException {
        if (!result.step().equals(HashChainWriter.FIRST_STEP)) {
            throw new HashChainException(Kind.REFERENCE, "hash chain: there is no step " + result.step());
        }
        if (path.algorithm() != digests.algorithm() || path.algorithm() != result.algorithm()) {
            throw new HashChainException(
                    Kind.ALGORITHM,
                    "hash chain: is made with " + path.algorithm().headerName() + " (expected: "
                            + digests.algorithm().headerName() + ")");
        }
        if (path.nodes().isEmpty() && digests.single()) {
            throw new HashChainException(Kind.MALFORMED, "hash chain: has no step");
        }
        if (!MessageDigest.isEqual(path.root(digests.leaf()), result.digest())) {
            throw new HashChainException(Kind.RESULT_DIGEST, "hash chain: does not lead to the digest of the result");
        }
    }

    /**
     * Returns if the chain refers to the signature document, with the right digest, and leads to the result.
     *
     * @param result {@code /ts-hashchainresult.xml}; that it is the time-stamped one is for the caller to check
     * @param chain {@code /ts-hashchain.xml}
     * @throws HashChainException if not
     */
    public static void checkStamped(byte[] result, byte[] chain, byte[] signatureDocument) throws HashChainException {
        HashChainResult read = HashChainResult.parse(HashChainKind.TIME_STAMP, result);
        DigestAlgorithm algorithm = read.algorithm();
        var document = new MessageDigests(algorithm, algorithm.digest(signatureDocument), List.of());
        walk(HashChainKind.TIME_STAMP, read, chain, document);
    }

    private static void walk(HashChainKind kind, HashChainResult result, byte[] chain, MessageDigests digests)
            throws HashChainException {
        List<Step> steps = ChainDocument.parse(
                        kind, chain, 1 + digests.attachments().size())
                .steps();
        List<Step> line = new ArrayList<>(steps.size());
        List<Ref> references = new ArrayList<>(steps.size());
        String id = result.step();
        while (true) {
            Step step = find(steps, id);
            if (line.size() == steps.size()) {
                throw new HashChainException(Kind.REFERENCE, "hash chain: the steps lead back to step " + id);
            }
            line.add(step);
            Ref reference = reference(step);
            if (reference == null) {
                break;
            }
            references.add(reference);
            id = reference.step();
        }
        if (line.size() != steps.size()) {
            throw new HashChainException(
                    Kind.REFERENCE,
                    "hash chain: " + (steps.size() - line.size()) + " of " + steps.size() + " steps lead to no part");
        }
        checkInputs(kind, line.getLast(), digests);
        byte[] below = new byte[0];
        for (int i = line.size() - 1; i >= 0; i--) {
            DigestAlgorithm algorithm =
                    i == 0 ? result.algorithm() : references.get(i - 1).algorithm();
            below = hash(line.get(i), algorithm, below);
        }
        if (!MessageDigest.isEqual(below, result.digest())) {
            throw new HashChainException(Kind.RESULT_DIGEST, "hash chain: does not lead to the digest of the result");
        }
    }

    /** The digest of the first step, as the result states it. */
    public static byte[] rootOf(byte[] result) throws HashChainException {
        return HashChainResult.parse(HashChainKind.SIGNATURE, result).digest();
    }

    private static Step find(List<Step> steps, String id) throws HashChainException {
        Step found = null;
        for (Step step : steps) {
            if (step.id().equals(id)) {
                if (found != null) {
                    throw new HashChainException(Kind.REFERENCE, "hash chain: two steps have the id " + id);
                }
                found = step;
            }
        }
        if (found == null) {
            throw new HashChainException(Kind.REFERENCE, "hash chain: there is no step " + id);
        }
        return found;
    }

    /** The one reference to a further step, or null at the message's own. */
    private static @Nullable Ref reference(Step step) throws HashChainException {
        Ref reference = null;
        int values = 0;
        int inputs = 0;
        for (Entry entry : step.entries()) {
            switch (entry) {
                case Ref ref -> {
                    if (reference != null) {
                        throw new HashChainException(
                                Kind.MALFORMED, "hash chain: step " + step.id() + " refers to two further steps");
                    }
                    reference = ref;
                }
                case Value value -> values++;
                case Data data -> inputs++;
            }
        }
        if (values > 1 || (values == 1 && inputs > 1) || (reference != null && inputs > 0)) {
            throw new HashChainException(
                    Kind.MALFORMED, "hash chain: step " + step.id() + " joins more than two digests of a tree");
        }
        return reference;
    }

    private static void checkInputs(HashChainKind kind, Step last, MessageDigests digests) throws HashChainException {
        int inputs = 1 + digests.attachments().size();
        boolean[] seen = new boolean[inputs];
        int found = 0;
        for (Entry entry : last.entries()) {
            if (!(entry instanceof Data data)) {
                continue;
            }
            int input = data.input();
            if (input >= inputs || seen[input]) {
                throw new HashChainException(
                        Kind.REFERENCE,
                        "hash chain: " + kind.nameOf(input)
                                + (input >= inputs ? " was not received" : " appears twice"));
            }
            if (data.algorithm() != digests.algorithm()) {
                throw new HashChainException(
                        Kind.ALGORITHM,
                        "hash chain: " + kind.nameOf(input) + " is digested with "
                                + data.algorithm().headerName() + " (expected: "
                                + digests.algorithm().headerName() + ")");
            }
            byte[] expected =
                    input == 0 ? digests.message() : digests.attachments().get(input - 1);
            if (!MessageDigest.isEqual(expected, data.digest())) {
                throw new HashChainException(
                        Kind.INPUT_DIGEST, "hash chain: " + kind.nameOf(input) + " is not what was received");
            }
            seen[input] = true;
            found++;
        }
        if (found != inputs) {
            int missing = 0;
            while (seen[missing]) {
                missing++;
            }
            throw new HashChainException(Kind.UNUSED_INPUT, "hash chain: does not refer to " + kind.nameOf(missing));
        }
    }

    private static byte[] hash(Step step, DigestAlgorithm algorithm, byte[] below) {
        List<Entry> entries = step.entries();
        if (entries.size() == 2
                && entries.get(0).algorithm() == algorithm
                && entries.get(1).algorithm() == algorithm) {
            return HashStep.of(algorithm, digest(entries.get(0), below), digest(entries.get(1), below));
        }
        List<DigestAlgorithm> algorithms = new ArrayList<>(entries.size());
        List<byte[]> digests = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            algorithms.add(entry.algorithm());
            digests.add(digest(entry, below));
        }
        return HashStep.of(algorithm, algorithms, digests);
    }

    private static byte[] digest(Entry entry, byte[] below) {
        return switch (entry) {
            case Ref ref -> below;
            case Value value -> value.digest();
            case Data data -> data.digest();
        };
    }
}
