package org.spean.testbed.service;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import reactor.core.publisher.Flux;

/** Bytes of any length that look random and are the same every time: one block of 64 KiB over and over. */
public final class SampleBytes {
    private static final int BLOCK = 64 * 1024;
    private static final ByteBuf SOURCE = Unpooled.unreleasableBuffer(block());

    private SampleBytes() {}

    /** The first {@code length} bytes as a stream of small buffers, made as they are asked for. */
    public static Flux<ByteBuf> stream(long length) {
        return Flux.generate(() -> 0L, (sent, sink) -> {
            if (sent >= length) {
                sink.complete();
                return sent;
            }
            int size = (int) Math.min(BLOCK, length - sent);
            sink.next(SOURCE.duplicate().slice(0, size));
            return sent + size;
        });
    }

    /** SHA-256 of the first {@code length} bytes, in hexadecimal. */
    public static String sha256(long length) {
        MessageDigest digest = digest();
        byte[] block = block().array();
        for (long left = length; left > 0; left -= BLOCK) {
            digest.update(block, 0, (int) Math.min(BLOCK, left));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256", e);
        }
    }

    private static ByteBuf block() {
        byte[] bytes = new byte[BLOCK];
        new SplittableRandom(5500).nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }
}
