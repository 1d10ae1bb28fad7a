package org.spean.crypto.hashchain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.hashchain.HashChainException.Kind;

/** A hash chain as it is written, references not yet followed. */
record ChainDocument(List<Step> steps) {
    /** A path of 63 joins and the message's own step. */
    static final int MAX_STEPS = HashPath.MAX_NODES + 1;

    private static final int BYTES_PER_STEP = 1024;
    private static final int BYTES_PER_INPUT = 512;

    /** A step: digests in this order, hashed by whoever refers to it. */
    record Step(String id, List<Entry> entries) {}

    /** One of the digests of a step. */
    sealed interface Entry {
        DigestAlgorithm algorithm();
    }

    /** Of something we do not hold. */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    record Value(DigestAlgorithm algorithm, byte[] digest) implements Entry {}

    /** Of another step. */
    record Ref(DigestAlgorithm algorithm, String step) implements Entry {}

    /** Of a part: 0 is the message, n attachment n. */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    record Data(DigestAlgorithm algorithm, byte[] digest, int input) implements Entry {}

    /** @param inputs parts of the message, which bound the size */
    static ChainDocument parse(HashChainKind kind, byte[] document, int inputs) throws HashChainException {
        DocumentReader in =
                new DocumentReader(kind.title, document, MAX_STEPS * BYTES_PER_STEP + inputs * BYTES_PER_INPUT);
        in.root(Element.HASH_CHAIN);
        Element child = in.child();
        DigestAlgorithm defaultAlgorithm = null;
        if (child == Element.DEFAULT_DIGEST_METHOD) {
            defaultAlgorithm = in.algorithm(child);
            in.end(child);
            child = in.child();
        }
        List<Step> steps = new ArrayList<>(8);
        while (child != null) {
            if (child != Element.HASH_STEP) {
                throw in.malformed(child.localName + " has no place in HashChain");
            }
            if (steps.size() == MAX_STEPS) {
                throw new HashChainException(
                        Kind.LIMIT,
                        kind.title + ": more steps than a batch needs (expected: at most " + MAX_STEPS + ")");
            }
            steps.add(step(kind, in, defaultAlgorithm, inputs + 2));
            child = in.child();
        }
        in.finish();
        return new ChainDocument(steps);
    }

    private static Step step(
            HashChainKind kind, DocumentReader in, @Nullable DigestAlgorithm defaultAlgorithm, int maxEntries)
            throws HashChainException {
        String id = in.id(Element.HASH_STEP);
        List<Entry> entries = new ArrayList<>(2);
        for (Element child = in.child(); child != null; child = in.child()) {
            if (entries.size() == maxEntries) {
                throw new HashChainException(Kind.LIMIT, kind.title + ": step " + id + " has too many digests");
            }
            entries.add(
                    switch (child) {
                        case HASH_VALUE -> value(in, child, defaultAlgorithm, -1);
                        case DATA_REF -> value(in, child, defaultAlgorithm, input(kind, in.uri(child)));
                        case STEP_REF -> reference(kind, in, defaultAlgorithm);
                        default -> throw in.malformed(child.localName + " has no place in HashStep");
                    });
        }
        return new Step(id, entries);
    }

    private static Entry value(DocumentReader in, Element open, @Nullable DigestAlgorithm defaultAlgorithm, int input)
            throws HashChainException {
        DigestAlgorithm algorithm = defaultAlgorithm;
        Element child = in.child();
        if (child == Element.DIGEST_METHOD) {
            algorithm = in.algorithm(child);
            in.end(child);
            child = in.child();
        }
        // Transforms, which the schema allows here, would end in this refusal: batch signatures have none.
        if (child != Element.DIGEST_VALUE) {
            throw in.malformed(open.localName + " must have a DigestValue");
        }
        if (algorithm == null) {
            throw in.malformed(open.localName + " must have a DigestMethod, since there is no default");
        }
        byte[] digest = in.digest(algorithm);
        in.end(open);
        return input < 0 ? new Value(algorithm, digest) : new Data(algorithm, digest, input);
    }

    private static Ref reference(HashChainKind kind, DocumentReader in, @Nullable DigestAlgorithm defaultAlgorithm)
            throws HashChainException {
        String uri = in.uri(Element.STEP_REF);
        DigestAlgorithm algorithm = defaultAlgorithm;
        Element child = in.child();
        if (child == Element.DIGEST_METHOD) {
            algorithm = in.algorithm(child);
            in.end(child);
            child = in.child();
        }
        if (child != null) {
            throw in.malformed(child.localName + " has no place in StepRef");
        }
        if (algorithm == null) {
            throw in.malformed("StepRef must have a DigestMethod, since there is no default");
        }
        if (uri.length() < 2 || uri.charAt(0) != '#') {
            throw new HashChainException(
                    Kind.REFERENCE, kind.title + ": StepRef \"" + uri + "\" (expected: a step of the same document)");
        }
        return new Ref(algorithm, uri.substring(1));
    }

    private static int input(HashChainKind kind, String uri) throws HashChainException {
        int number = kind.numberOf(uri);
        if (number < 0) {
            throw new HashChainException(
                    Kind.REFERENCE,
                    kind.title + ": DataRef \"" + uri + "\" is "
                            + (kind == HashChainKind.SIGNATURE
                                    ? "neither the message nor an attachment"
                                    : "not the signature document"));
        }
        return number;
    }
}
