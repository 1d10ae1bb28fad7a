package org.spean.peer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Documents of all connections to one port, or of all that we opened: what many peers' connections remember is in memory
 * once, and the documents of a batch, whose messages come on many connections, are made once a thread. It decides nothing:
 * without it each message would have documents of its own with the same bytes.
 */
final class SharedDocuments {
    private static final long BYTES = 4L << 20;
    private static final int OVERHEAD = 256;

    private final Cache<ByteBuffer, byte[]> documents = Caffeine.newBuilder()
            .maximumWeight(BYTES)
            .weigher((ByteBuffer key, byte[] value) -> value.length + OVERHEAD)
            .executor(Runnable::run)
            .build();
    private final FastThreadLocal<Recent> recent = new FastThreadLocal<>() {
        @Override
        protected Recent initialValue() {
            return new Recent();
        }
    };

    /** This document, or one with the same bytes. */
    byte[] intern(byte[] document) {
        ByteBuffer key = ByteBuffer.wrap(document);
        byte[] known = documents.getIfPresent(key);
        if (known == null) {
            documents.put(key, document);
        }
        return known == null ? document : known;
    }

    /** {@link Patch#apply}, or what it gave this thread a moment ago. */
    byte[] patched(byte[] pattern, ByteBuf patch) {
        return recent.get().patched(pattern, patch);
    }

    /** What a thread made last. */
    private static final class Recent {
        private static final int MOST = 16;

        private final @Nullable Made[] all = new Made[MOST];
        private int next;

        @SuppressWarnings({"ArrayRecordComponent", "UnusedVariable"}) // never changed, never compared
        private record Made(byte[] pattern, ByteBuf patch, byte[] document) {}

        @SuppressWarnings("ReferenceEquality") // patterns are interned; an equal one that is not costs a copy
        byte[] patched(byte[] pattern, ByteBuf patch) {
            for (int i = 1; i <= MOST; i++) {
                Made one = all[(next - i) & (MOST - 1)];
                if (one == null) {
                    break;
                }
                if (one.pattern == pattern && ByteBufUtil.equals(one.patch, patch)) {
                    return one.document;
                }
            }
            ByteBuf kept = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(patch));
            byte[] document = Patch.apply(pattern, patch);
            all[next] = new Made(pattern, kept, document);
            next = (next + 1) & (MOST - 1);
            return document;
        }
    }
}
