package org.spean.crypto.digest;

import java.nio.charset.StandardCharsets;

/**
 * One digest as a hash step sees it, in DER: {@code SEQUENCE { OCTET STRING digest, UTF8String algorithm, SEQUENCE {} }}. All but
 * the digest is constant for an algorithm; every length fits into one byte.
 */
final class DerItem {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8_STRING = 0x0C;

    private final byte[] before;
    private final byte[] after;
    private final int length;

    DerItem(String uri, int digestLength) {
        byte[] name = uri.getBytes(StandardCharsets.US_ASCII);
        int content = 2 + digestLength + 2 + name.length + 2;
        if (content > 127) {
            throw new IllegalArgumentException("content: " + content + " (expected: at most 127)");
        }
        before = new byte[] {SEQUENCE, (byte) content, OCTET_STRING, (byte) digestLength};
        after = new byte[2 + name.length + 2];
        after[0] = UTF8_STRING;
        after[1] = (byte) name.length;
        System.arraycopy(name, 0, after, 2, name.length);
        after[name.length + 2] = SEQUENCE;
        after[name.length + 3] = 0;
        length = 2 + content;
    }

    int length() {
        return length;
    }

    /** Writes the item and returns the offset behind it. */
    int write(byte[] digest, byte[] to, int at) {
        System.arraycopy(before, 0, to, at, before.length);
        System.arraycopy(digest, 0, to, at + before.length, digest.length);
        System.arraycopy(after, 0, to, at + before.length + digest.length, after.length);
        return at + length;
    }
}
