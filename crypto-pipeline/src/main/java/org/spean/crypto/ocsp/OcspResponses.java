package org.spean.crypto.ocsp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads OCSP responses, each only once: a peer sends the same bytes with every request, and reading them costs a hundred
 * times what comparing them does. Bounded by bytes; keeps nothing that cannot be read. Safe for use by many threads.
 */
public final class OcspResponses {
    private static final long MAX_BYTES = 4 << 20;

    /** Bytes compared by content, with the hash computed once. */
    private static final class Key {
        private final byte[] der;
        private final int hash;

        Key(byte[] der) {
            this.der = der;
            this.hash = Arrays.hashCode(der);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && hash == that.hash && Arrays.equals(der, that.der);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final Cache<Key, OcspResponse> read = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key key, OcspResponse response) -> key.der.length)
            .build();

    /**
     * The response that these bytes are. The array must not be changed afterwards.
     *
     * @throws OcspResponseException as {@link OcspResponse#parse}
     */
    public OcspResponse of(byte[] der) throws OcspResponseException {
        if (der.length > OcspResponse.MAX_LENGTH) {
            return OcspResponse.parse(der); // refused, and not hashed before that
        }
        Key key = new Key(der);
        OcspResponse known = read.getIfPresent(key);
        if (known != null) {
            return known;
        }
        OcspResponse response = OcspResponse.parse(der);
        read.put(key, response);
        return response;
    }
}
