package org.spean.crypto.verification;

import io.netty.util.concurrent.FastThreadLocal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.hashchain.HashChainResult;
import org.spean.crypto.xades.LatestSignatures;

/**
 * Batch signatures that were verified: for the other messages of a batch there remains the walk of their hash chain.
 * The key is all that was verified, literally: the signature document and the hash chain result. Only good signatures
 * are in it, and a hit says no more than that this signature over this result is the signer's; what may have changed
 * since is for {@link Signer#check}. Signatures without a hash chain cannot occur twice and are not kept.
 */
final class VerifiedSignatures {

    /** Of all threads; held for as long as a few kilobytes are compared or copied, once per batch and thread. */
    private final LatestSignatures<Entry> latest;

    private final FastThreadLocal<RecentSignatures> recent = new FastThreadLocal<>() {
        @Override
        protected RecentSignatures initialValue() {
            return new RecentSignatures();
        }
    };

    VerifiedSignatures(int bytes) {
        latest = new LatestSignatures<>(bytes);
    }

    /** A verified signature: by whom, when, and over which result. */
    record Entry(Signer signer, Instant signingTime, HashChainResult result) {}

    @Nullable
    Entry find(byte[] signature, byte[] result) {
        RecentSignatures ofThread = recent.get();
        Entry entry = ofThread.find(signature, result);
        if (entry == null) {
            synchronized (latest) {
                entry = latest.find(signature, result);
            }
            if (entry != null) {
                ofThread.remember(signature, result, entry);
            }
        }
        return entry;
    }

    void remember(byte[] signature, byte[] result, Entry entry) {
        synchronized (latest) {
            if (latest.find(signature, result) == null) { // another thread may have been as quick
                latest.remember(signature, result, entry);
            }
        }
    }

    /** Number of signatures kept, for tests and metrics. */
    int size() {
        synchronized (latest) {
            return latest.size();
        }
    }
}
