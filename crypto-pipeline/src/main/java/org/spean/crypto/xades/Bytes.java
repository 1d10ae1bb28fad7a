package org.spean.crypto.xades;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;

/** A growing array of bytes: {@code ByteArrayOutputStream} without locks, with the spellings signatures need. */
final class Bytes {

    private static final int LINE = 76;
    private static final byte[] WRITTEN_BREAK = "&#13;\n".getBytes(UTF_8);
    private static final byte[] CANONICAL_BREAK = "&#xD;\n".getBytes(UTF_8);

    private byte[] array;
    private int length;

    Bytes(int capacity) {
        array = new byte[capacity];
    }

    Bytes add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    Bytes add(byte[] bytes, int from, int to) {
        int count = to - from;
        if (array.length - length < count) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + count));
        }
        System.arraycopy(bytes, from, array, length, count);
        length += count;
        return this;
    }

    Bytes add(String text) {
        return add(text.getBytes(UTF_8));
    }

    /** Base64 on one line. */
    Bytes base64(byte[] binary) {
        return add(Base64.getEncoder().encode(binary));
    }

    /** Base64 in lines of 76 characters, their ends (CR LF) spelt as a server writes them. */
    Bytes writtenLines(byte[] binary) {
        return lines(Base64.getEncoder().encode(binary), WRITTEN_BREAK);
    }

    /** Base64 in lines of 76 characters, their ends (CR LF) spelt as canonicalisation gives them. */
    Bytes canonicalLines(byte[] binary) {
        return lines(Base64.getEncoder().encode(binary), CANONICAL_BREAK);
    }

    private Bytes lines(byte[] encoded, byte[] lineBreak) {
        for (int at = 0; at < encoded.length; at += LINE) {
            if (at > 0) {
                add(lineBreak);
            }
            add(encoded, at, Math.min(at + LINE, encoded.length));
        }
        return this;
    }

    byte[] toArray() {
        return array.length == length ? array : Arrays.copyOf(array, length);
    }
}
