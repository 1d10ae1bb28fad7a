package org.spean.crypto.xades;

import org.jspecify.annotations.Nullable;

/**
 * What proves one message, as it travels: the last parts of a transport message, byte for byte. The arrays are never
 * changed after construction; equality is identity of the arrays.
 *
 * @param signature the XML document {@code /META-INF/signatures.xml}
 * @param result the document {@code /sig-hashchainresult.xml}; {@code null} when the signature covers the message
 *     directly
 * @param chain the document {@code /sig-hashchain.xml}; present exactly when {@code result} is
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, compared by content where that is needed
public record SignatureParts(byte[] signature, byte @Nullable [] result, byte @Nullable [] chain) {

    /** A signature that refers to the message itself: one message without attachments, alone in its batch. */
    public static SignatureParts direct(byte[] signature) {
        return new SignatureParts(signature, null, null);
    }
}
