package org.spean.crypto.key;

import org.spean.crypto.digest.DigestAlgorithm;
import reactor.core.publisher.Mono;

/** A private key that signs, wherever it is. Safe for use by many threads. */
public interface SigningKey {

    /**
     * Digests and signs. A key {@linkplain #onCpu() on this CPU} does so on the thread that subscribes, before
     * {@code subscribe} returns; any other on threads of its own. An error is a
     * {@link java.security.GeneralSecurityException}.
     *
     * @param data what to sign, not yet digested; not changed until the signature is there
     * @return RSA: as long as the modulus; EC: r and s side by side, as XML signatures want them
     */
    Mono<byte[]> sign(byte[] data, DigestAlgorithm digest);

    /** What kind of key it is. */
    KeyAlgorithm algorithm();

    /** Whether signing costs this machine's CPU time; otherwise a token or service does it. */
    boolean onCpu();

    /** Whether it can sign at present, as far as is known: a token may be lost, and come back. */
    default boolean available() {
        return true;
    }
}
