package org.spean.spool;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts one file by AES-256-GCM, block by block, under a key that lives as long as the file: the number of a block is
 * its nonce. What does not fill a block yet stays in memory. Writes are made one after the other, reads side by side
 * between them.
 */
final class SpoolCipher {

    /** Bytes of content in a block. */
    static final int BLOCK = 16 * 1024;

    private static final int TAG = 16;
    private static final int NONCE = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final byte[] rest = new byte[BLOCK];
    private int filled;
    private int blocks;

    SpoolCipher() {
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        key = new SecretKeySpec(secret, "AES");
    }

    /** Appends all readable bytes; moves no reader index. */
    void write(FileChannel out, ByteBuf data) throws IOException {
        int end = data.writerIndex();
        for (int at = data.readerIndex(); at < end; ) {
            int length = Math.min(BLOCK - filled, end - at);
            data.getBytes(at, rest, filled, length);
            at += length;
            filled += length;
            if (filled == BLOCK) {
                ByteBuffer sealed = ByteBuffer.wrap(run(Cipher.ENCRYPT_MODE, blocks, rest));
                long position = (long) blocks * (BLOCK + TAG);
                while (sealed.hasRemaining()) {
                    position += out.write(sealed, position);
                }
                blocks++;
                filled = 0;
            }
        }
    }

    /** Reads exactly {@code length} bytes of content that were written before. */
    void read(FileChannel in, ByteBuf into, long position, int length) throws IOException {
        long at = position;
        int left = length;
        while (left > 0) {
            int block = (int) (at / BLOCK);
            int offset = (int) (at % BLOCK);
            byte[] content = block < blocks ? block(in, block) : rest;
            int some = Math.min(left, (block < blocks ? BLOCK : filled) - offset);
            if (some <= 0) {
                throw new IOException("The spool file ends at " + at);
            }
            into.writeBytes(content, offset, some);
            at += some;
            left -= some;
        }
    }

    private byte[] block(FileChannel in, int block) throws IOException {
        ByteBuffer sealed = ByteBuffer.allocate(BLOCK + TAG);
        long position = (long) block * (BLOCK + TAG);
        while (sealed.hasRemaining()) {
            if (in.read(sealed, position + sealed.position()) < 0) {
                throw new IOException("The spool file ends in block " + block);
            }
        }
        return run(Cipher.DECRYPT_MODE, block, sealed.array());
    }

    private byte[] run(int mode, int block, byte[] data) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            byte[] nonce = ByteBuffer.allocate(NONCE)
                    .putInt(NONCE - Integer.BYTES, block)
                    .array();
            cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IOException("Block " + block + " of the spool file is not what was written", e);
        }
    }
}
