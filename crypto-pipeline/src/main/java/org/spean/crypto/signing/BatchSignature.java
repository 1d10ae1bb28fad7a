package org.spean.crypto.signing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.xades.SignatureTemplate;

/**
 * What all messages of a batch share. Equal only to itself.
 *
 * @param document {@code /META-INF/signatures.xml}
 * @param result {@code /sig-hashchainresult.xml}; null if the batch is one message without attachments, which is signed directly
 * @param identity with what it was signed
 * @param time the signing time that the signature states
 * @param pattern the document without what is its own: see {@link SignatureTemplate#pattern}
 */
@SuppressWarnings("ArrayRecordComponent") // never changed; compared by identity
public record BatchSignature(
        byte[] document, byte @Nullable [] result, SigningIdentity identity, Instant time, byte[] pattern) {
    /** A document that shares nothing with others. */
    public BatchSignature(byte[] document, byte @Nullable [] result, SigningIdentity identity, Instant time) {
        this(document, result, identity, time, document);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
