package org.spean.crypto.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.hashchain.HashChainResult;

/**
 * Batch signatures that were verified: for the other messages of a batch there remains the walk of their hash chain.
 * The key is all that was verified, literally: the signature document and the hash chain result. Only good signatures
 * are in it, and a hit says no more than that this signature over this result is the signer's; what may have changed
 * since is for {@link Signer#check}. Signatures without a hash chain cannot occur twice and are not kept.
 */
final class VerifiedSignatures {

    private static final int OVERHEAD = 256;

    private final Cache<Octets, Entry> entries;
    private final FastThreadLocal<RecentSignatures> recent = new FastThreadLocal<>() {
        @Override
        protected RecentSignatures initialValue() {
            return new RecentSignatures();
        }
    };

    VerifiedSignatures(long maxBytes) {
        entries = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Octets key, Entry entry) -> key.length() + OVERHEAD)
                .executor(Runnable::run)
                .build();
    }

    /** A verified signature: by whom, when, and over which result. */
    record Entry(Signer signer, Instant signingTime, HashChainResult result) {}

    @Nullable
    Entry find(byte[] signature, byte[] result) {
        RecentSignatures ofThread = recent.get();
        Entry entry = ofThread.find(signature, result);
        if (entry == null) {
            entry = entries.getIfPresent(Octets.of(signature, result));
            if (entry != null) {
                ofThread.remember(signature, result, entry);
            }
        }
        return entry;
    }

    void remember(byte[] signature, byte[] result, Entry entry) {
        entries.put(Octets.of(signature, result), entry);
    }

    /** Number of signatures kept, for tests and metrics. */
    long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }
}
