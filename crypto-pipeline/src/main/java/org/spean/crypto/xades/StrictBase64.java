package org.spean.crypto.xades;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64 of which each value has exactly one spelling: padded, without white space, unused bits zero. The JDK's decoder
 * lets the last two vary, so that a signature could be altered without becoming invalid.
 */
final class StrictBase64 {

    private static final String ENDS_OF_ONE_BYTE = "AQgw";
    private static final String ENDS_OF_TWO_BYTES = "AEIMQUYcgkosw048";

    private StrictBase64() {}

    /** The value, or {@code null} if this is not its spelling; empty text has no value. */
    static byte @Nullable [] decode(byte[] text, int from, int to) {
        int length = to - from;
        if (length <= 0 || length % 4 != 0) {
            return null;
        }
        if (text[to - 1] == '=') {
            boolean two = text[to - 2] == '=';
            String ends = two ? ENDS_OF_ONE_BYTE : ENDS_OF_TWO_BYTES;
            if (ends.indexOf(text[two ? to - 3 : to - 2]) < 0) {
                return null;
            }
        }
        try {
            ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(text, from, length));
            byte[] value = new byte[decoded.remaining()];
            decoded.get(value);
            return value;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
