package org.spean.crypto.verification;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several byte arrays as a key: equal only if all bytes of all of them are. */
final class Octets {

    private static final byte[] NONE = {};

    private final byte[][] parts;
    private final int hash;

    private Octets(byte[][] parts) {
        int h = 1;
        for (byte[] part : parts) {
            h = 31 * h + Arrays.hashCode(part);
        }
        this.parts = parts;
        this.hash = h;
    }

    /** One value and two lists of values, none of which is empty. */
    static Octets of(byte[] first, List<byte[]> second, List<byte[]> third) {
        byte[][] parts = new byte[2 + second.size() + third.size()][];
        int next = 0;
        parts[next++] = first;
        for (byte[] part : second) {
            parts[next++] = part;
        }
        parts[next++] = NONE;
        for (byte[] part : third) {
            parts[next++] = part;
        }
        return new Octets(parts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Octets that) || hash != that.hash || parts.length != that.parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!Arrays.equals(parts[i], that.parts[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
