package org.spean.messagelog.encryption;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * XAES-256-GCM (C2SP): AES-256-GCM with a nonce long enough to be drawn at random. The first half of it derives the key by the counter
 * mode of NIST SP 800-108 with CMAC, the second half is the nonce under that key. Safe for any thread.
 */
final class XaesGcm {

    static final int KEY = 32;
    static final int NONCE = 24;
    static final int TAG = 16;

    private static final int BLOCK = 16;
    private static final int HALF = 12;

    private final SecretKeySpec key;
    private final byte[] mask;

    /** @param key of {@value #KEY} bytes; copied */
    XaesGcm(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        try {
            mask = doubled(block(this.key).doFinal(new byte[BLOCK]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES is part of every JDK", e);
        }
    }

    void encrypt(byte[] nonce, byte[] binding, byte[] plain, byte[] into, int at) throws GeneralSecurityException {
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, binding);
        cipher.doFinal(plain, 0, plain.length, into, at);
    }

    byte[] decrypt(byte[] nonce, byte[] binding, byte[] sealed, int from) throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, nonce, binding).doFinal(sealed, from, sealed.length - from);
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] binding) throws GeneralSecurityException {
        byte[] blocks = new byte[2 * BLOCK];
        for (int i = 0; i < 2; i++) {
            int at = i * BLOCK;
            blocks[at + 1] = (byte) (i + 1);
            blocks[at + 2] = 'X';
            System.arraycopy(nonce, 0, blocks, at + 4, HALF);
            for (int j = 0; j < BLOCK; j++) {
                blocks[at + j] ^= mask[j];
            }
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(block(key).doFinal(blocks), "AES"),
                new GCMParameterSpec(8 * TAG, nonce, HALF, NONCE - HALF));
        cipher.updateAAD(binding);
        return cipher;
    }

    private static Cipher block(SecretKeySpec key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return cipher;
    }

    /** The first subkey of CMAC. */
    private static byte[] doubled(byte[] block) {
        byte[] result = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            int next = i + 1 < BLOCK ? (block[i + 1] & 0x80) >> 7 : 0;
            result[i] = (byte) (block[i] << 1 | next);
        }
        if ((block[0] & 0x80) != 0) {
            result[BLOCK - 1] ^= (byte) 0x87;
        }
        return result;
    }
}
