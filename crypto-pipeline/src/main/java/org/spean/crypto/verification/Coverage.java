package org.spean.crypto.verification;

import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainException;
import org.spean.crypto.hashchain.HashChainKind;
import org.spean.crypto.hashchain.HashChainResult;
import org.spean.crypto.hashchain.HashChainWalk;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.crypto.xades.SignatureDocument.Reference;
import org.spean.crypto.xades.SignatureParts;
import org.spean.crypto.xades.SignedObject;

/** Whether what is signed covers the whole message: its first part and every attachment, and nothing that is not there. */
final class Coverage {

    private Coverage() {}

    /**
     * Checks a signature not seen before.
     *
     * @return the hash chain result, if there is one
     */
    static @Nullable HashChainResult check(SignatureDocument document, SignatureParts parts, MessageDigests message)
            throws RefusedException {
        List<Reference> objects = document.objects();
        Reference first = objects.isEmpty() ? null : objects.getFirst();
        byte[] result = parts.result();
        if (first != null && first.uri().equals(SignedObject.HASH_CHAIN_RESULT.uri())) {
            if (objects.size() > 1) {
                throw new RefusedException(
                        Reason.INVALID_REFERENCE,
                        "Signature refers to " + objects.get(1).uri() + " beside a hash chain");
            }
            if (result == null) {
                throw new RefusedException(
                        Reason.INVALID_REFERENCE, "Signature refers to a hash chain that is missing");
            }
            requireEqual(first.digest(), first.algorithm().digest(result), first.uri());
            HashChainResult read = read(result);
            checkChain(parts, read, message);
            return read;
        }
        if (result != null || parts.chain() != null || parts.path() != null) {
            throw new RefusedException(Reason.INVALID_REFERENCE, "Hash chain is not referred to by the signature");
        }
        checkDirect(objects, message);
        return null;
    }

    /** Checks that the chain leads from this message to the result, which is known to be signed. */
    static void checkChain(SignatureParts parts, HashChainResult result, MessageDigests message)
            throws RefusedException {
        byte[] chain = parts.chain();
        HashPath path = parts.path();
        try {
            if (path != null) {
                HashChainWalk.check(result, path, message);
            } else if (chain != null) {
                HashChainWalk.check(result, chain, message);
            } else {
                throw new RefusedException(Reason.INVALID_REFERENCE, "Hash chain is missing");
            }
        } catch (HashChainException e) {
            throw new RefusedException(reason(e), String.valueOf(e.getMessage()));
        }
    }

    private static HashChainResult read(byte[] result) throws RefusedException {
        try {
            return HashChainResult.parse(HashChainKind.SIGNATURE, result);
        } catch (HashChainException e) {
            throw new RefusedException(reason(e), String.valueOf(e.getMessage()));
        }
    }

    /** References straight to the message and, in a form of other software, to its attachments. */
    private static void checkDirect(List<Reference> objects, MessageDigests message) throws RefusedException {
        int covered = 0;
        for (Reference reference : objects) {
            byte @Nullable [] actual = part(reference.uri(), message);
            if (actual == null) {
                throw new RefusedException(
                        Reason.INVALID_REFERENCE, "Signature refers to " + reference.uri() + ", which is not there");
            }
            if (reference.algorithm() != message.algorithm()) {
                throw new RefusedException(
                        Reason.INVALID_REFERENCE,
                        "Signature uses " + reference.algorithm().headerName() + " for " + reference.uri()
                                + " (expected: " + message.algorithm().headerName() + " as announced)");
            }
            requireEqual(reference.digest(), actual, reference.uri());
            covered++;
        }
        // References are distinct, so equal numbers mean that every part has one.
        if (covered != 1 + message.attachments().size()) {
            throw new RefusedException(
                    Reason.UNUSED_INPUTS,
                    "Signature covers " + covered + " of "
                            + (1 + message.attachments().size()) + " message parts");
        }
    }

    private static byte @Nullable [] part(String uri, MessageDigests message) {
        if (uri.equals(SignedObject.MESSAGE.uri())) {
            return message.message();
        }
        for (int i = 0; i < message.attachments().size(); i++) {
            if (uri.equals("/attachment" + (i + 1))) {
                return message.attachments().get(i);
            }
        }
        return null;
    }

    private static void requireEqual(byte[] signed, byte[] actual, String uri) throws RefusedException {
        if (!MessageDigest.isEqual(signed, actual)) {
            throw new RefusedException(Reason.INVALID_SIGNATURE_VALUE, "Digest of " + uri + " does not match");
        }
    }

    private static Reason reason(HashChainException e) {
        return switch (e.kind()) {
            case MALFORMED, LIMIT, ALGORITHM -> Reason.MALFORMED_HASH_CHAIN;
            case REFERENCE -> Reason.INVALID_HASH_CHAIN_REFERENCE;
            case UNUSED_INPUT -> Reason.UNUSED_INPUTS;
            case INPUT_DIGEST, RESULT_DIGEST -> Reason.INVALID_SIGNATURE_VALUE;
        };
    }
}
