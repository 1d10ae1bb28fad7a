package org.spean.message;

import java.util.Base64;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;

/** The value of {@code x-road-request-hash}, which ties a response to its request (PR-REST, 4.3). */
public final class RequestHash {
    private RequestHash() {}

    /**
     * Of a request digested with SHA-512.
     *
     * @throws IllegalArgumentException when the digests are of another algorithm: the message part is needed then
     */
    public static String of(MessageDigests digests) {
        if (digests.algorithm() != DigestAlgorithm.SHA_512) {
            throw new IllegalArgumentException("algorithm: " + digests.algorithm() + " (expected: SHA_512)");
        }
        return of(digests.message(), digests);
    }

    /** Of a request digested with any algorithm: the outside is always SHA-512, the body's digest is as it was made. */
    public static String of(MessageHead request, MessageDigests digests) {
        return of(
                digests.algorithm() == DigestAlgorithm.SHA_512
                        ? digests.message()
                        : DigestAlgorithm.SHA_512.digest(request.octets()),
                digests);
    }

    private static String of(byte[] part, MessageDigests digests) {
        byte[] hash = digests.single()
                ? part
                : DigestAlgorithm.SHA_512.digest(part, digests.attachments().getFirst());
        return Base64.getEncoder().encodeToString(hash);
    }
}
