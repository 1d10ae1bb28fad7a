package org.spean.crypto.hashchain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Base64 text of a known number of bytes, with XML white space (also carriage returns as character references, as some writers end lines)
 * anywhere; exactly one spelling of each value is accepted.
 */
final class Base64Text {
    private static final byte[] VALUES = values();
    private static final byte SPACE = -2;
    private static final byte[][] CARRIAGE_RETURN = {
        "&#13;".getBytes(StandardCharsets.US_ASCII), "&#xD;".getBytes(StandardCharsets.US_ASCII)
    };

    private Base64Text() {}

    /** Fills {@code to} and returns the place of the '<' that must follow, or -1. */
    static int decode(byte[] in, int start, byte[] to) {
        int at = start;
        int filled = 0;
        while (filled + 3 <= to.length && at + 4 <= in.length) {
            int quad = (VALUES[in[at] & 0x7F] << 18)
                    | (VALUES[in[at + 1] & 0x7F] << 12)
                    | (VALUES[in[at + 2] & 0x7F] << 6)
                    | VALUES[in[at + 3] & 0x7F];
            if (quad < 0 || (in[at] | in[at + 1] | in[at + 2] | in[at + 3]) < 0) {
                break; // white space, or wrong: looked at one by one
            }
            to[filled++] = (byte) (quad >> 16);
            to[filled++] = (byte) (quad >> 8);
            to[filled++] = (byte) quad;
            at += 4;
        }
        int bits = 0;
        int count = 0;
        while (filled < to.length) {
            at = skip(in, at);
            byte value = at < in.length && in[at] > 0 ? VALUES[in[at]] : -1;
            if (value < 0) {
                return -1;
            }
            at++;
            bits = (bits << 6) | value;
            count++;
            if (count == 4) {
                count = 0;
                to[filled++] = (byte) (bits >> 16);
                if (filled < to.length) {
                    to[filled++] = (byte) (bits >> 8);
                }
                if (filled < to.length) {
                    to[filled++] = (byte) bits;
                }
                bits = 0;
            } else if (count == 2 && to.length - filled == 1) {
                to[filled++] = (byte) (bits >> 4);
                return (bits & 0xF) == 0 ? padding(in, at, 2) : -1;
            } else if (count == 3 && to.length - filled == 2) {
                to[filled++] = (byte) (bits >> 10);
                to[filled++] = (byte) (bits >> 2);
                return (bits & 0x3) == 0 ? padding(in, at, 1) : -1;
            }
        }
        return padding(in, at, 0);
    }

    private static int padding(byte[] in, int start, int count) {
        int at = start;
        for (int i = 0; i < count; i++) {
            at = skip(in, at);
            if (at >= in.length || in[at] != '=') {
                return -1;
            }
            at++;
        }
        at = skip(in, at);
        return at < in.length && in[at] == '<' ? at : -1;
    }

    private static int skip(byte[] in, int start) {
        int at = start;
        while (at < in.length) {
            byte c = in[at];
            if (c > 0 && VALUES[c] == SPACE) {
                at++;
            } else if (c == '&' && (isAt(CARRIAGE_RETURN[0], in, at) || isAt(CARRIAGE_RETURN[1], in, at))) {
                at += CARRIAGE_RETURN[0].length;
            } else {
                break;
            }
        }
        return at;
    }

    private static boolean isAt(byte[] expected, byte[] in, int at) {
        return at + expected.length <= in.length
                && Arrays.equals(in, at, at + expected.length, expected, 0, expected.length);
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        for (char c : new char[] {' ', '\t', '\r', '\n'}) {
            values[c] = SPACE;
        }
        return values;
    }
}
