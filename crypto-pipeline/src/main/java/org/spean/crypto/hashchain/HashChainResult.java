package org.spean.crypto.hashchain;

import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.hashchain.HashChainException.Kind;

/**
 * What {@code /sig-hashchainresult.xml} or {@code /ts-hashchainresult.xml} says: the digest of the chain's first step, the
 * root of a batch.
 *
 * @param step the first step's id
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
public record HashChainResult(DigestAlgorithm algorithm, byte[] digest, String step) {
    private static final int MAX_BYTES = 4096;

    /**
     * Reads the document.
     *
     * @throws HashChainException if the document is not of the schema, or does not refer to a chain of this kind
     */
    public static HashChainResult parse(HashChainKind kind, byte[] document) throws HashChainException {
        DocumentReader in = new DocumentReader(kind.title + " result", document, MAX_BYTES);
        in.root(Element.HASH_CHAIN_RESULT);
        String uri = in.uri(Element.HASH_CHAIN_RESULT);
        String chain = kind.chain() + "#";
        if (!uri.startsWith(chain) || uri.length() == chain.length()) {
            throw new HashChainException(
                    Kind.REFERENCE,
                    kind.title + " result: URI \"" + uri + "\" (expected: a step of " + kind.chain() + ")");
        }
        if (in.child() != Element.DIGEST_METHOD) {
            throw in.malformed("DigestMethod must come first");
        }
        DigestAlgorithm algorithm = in.algorithm(Element.DIGEST_METHOD);
        in.end(Element.DIGEST_METHOD);
        if (in.child() != Element.DIGEST_VALUE) {
            throw in.malformed("DigestValue must follow DigestMethod");
        }
        byte[] digest = in.digest(algorithm);
        in.end(Element.HASH_CHAIN_RESULT);
        in.finish();
        return new HashChainResult(algorithm, digest, uri.substring(chain.length()));
    }
}
