package org.spean.crypto.xades;

import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.hashchain.WrittenChain;

/**
 * What proves one message, as it travels: the last parts of a transport message, byte for byte. The arrays are never
 * changed after construction; equality is identity of the arrays.
 *
 * @param signature the XML document {@code /META-INF/signatures.xml}
 * @param result the document {@code /sig-hashchainresult.xml}; {@code null} when the signature covers the message
 *     directly
 * @param chain the document {@code /sig-hashchain.xml}; present when {@code result} is, unless {@code path} stands for it
 * @param path in place of {@code chain}: all that differs in it from one message to another. A gateway like this one sent
 *     it so, or {@link #compact} read it; {@link #whole} makes the document of it
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, compared by content where that is needed
public record SignatureParts(
        byte[] signature,
        byte @Nullable [] result,
        byte @Nullable [] chain,
        @Nullable HashPath path) {

    /** In the form that servers write. */
    public SignatureParts(byte[] signature, byte @Nullable [] result, byte @Nullable [] chain) {
        this(signature, result, chain, null);
    }

    /**
     * The same in the form that servers write.
     *
     * @param digests of the message
     * @throws IllegalArgumentException if {@code path} is not one of this message: empty, or of another algorithm
     */
    public SignatureParts whole(MessageDigests digests) {
        return path == null ? this : new SignatureParts(signature, result, HashChainWriter.chain(path, digests));
    }

    /**
     * The same with the path in place of the chain, if {@link #whole} makes this very chain of it; else this.
     *
     * @param digests of the message
     */
    public SignatureParts compact(MessageDigests digests) {
        if (result == null || chain == null) {
            return this;
        }
        HashPath read = WrittenChain.path(result, chain, digests);
        return read == null ? this : new SignatureParts(signature, result, null, read);
    }

    /** A signature that refers to the message itself: one message without attachments, alone in its batch. */
    public static SignatureParts direct(byte[] signature) {
        return new SignatureParts(signature, null, null);
    }
}
