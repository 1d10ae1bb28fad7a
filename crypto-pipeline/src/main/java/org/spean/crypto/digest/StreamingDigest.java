package org.spean.crypto.digest;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The digest of what passes by. One thread at a time; {@link #finish()} ends it. */
public final class StreamingDigest {
    /** One per thread, not per digest: the JDK's own would be allocated anew for every message. */
    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[8192];
        }
    };

    private final DigestAlgorithm algorithm;
    /** Null at the end: another stream has it then. */
    private @Nullable MessageDigest digest;

    StreamingDigest(DigestAlgorithm algorithm, MessageDigest digest) {
        this.algorithm = algorithm;
        this.digest = digest;
    }

    private MessageDigest open() {
        if (digest == null) {
            throw new IllegalStateException("digest: already finished");
        }
        return digest;
    }

    /** Adds the readable bytes; neither moves the reader index nor releases. */
    public void update(ByteBuf data) {
        MessageDigest digest = open();
        int index = data.readerIndex();
        int left = data.readableBytes();
        if (data.hasArray()) {
            digest.update(data.array(), data.arrayOffset() + index, left);
            return;
        }
        byte[] scratch = SCRATCH.get();
        while (left > 0) {
            int n = Math.min(left, scratch.length);
            data.getBytes(index, scratch, 0, n);
            digest.update(scratch, 0, n);
            index += n;
            left -= n;
        }
    }

    /** Adds these bytes. */
    public void update(byte[] data) {
        open().update(data);
    }

    /** Adds a range of these bytes. */
    public void update(byte[] data, int offset, int length) {
        open().update(data, offset, length);
    }

    /** The digest of all that was added. */
    public byte[] finish() {
        MessageDigest ended = open();
        digest = null;
        byte[] value = ended.digest();
        algorithm.giveBack(ended);
        return value;
    }
}
