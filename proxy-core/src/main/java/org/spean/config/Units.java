package org.spean.config;

import java.time.Duration;

/** Durations and sizes as they are written in the configuration file: a whole number and a unit, without a space. */
final class Units {
    private static final String[] DURATIONS = {"d", "h", "m", "s", "ms"};
    private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final String[] SIZES = {"TiB", "GiB", "MiB", "KiB", "B"};
    private static final long[] BYTES = {1L << 40, 1L << 30, 1L << 20, 1L << 10, 1};

    private Units() {}

    static Duration duration(String text) {
        return Duration.ofMillis(
                parse(text, DURATIONS, MILLIS, "a duration such as 250ms, 30s, 10m or 1h (units: ms, s, m, h, d)"));
    }

    static long size(String text) {
        return parse(text, SIZES, BYTES, "a size such as 512B, 64KiB or 2GiB (units: B, KiB, MiB, GiB, TiB)");
    }

    /** The duration in the largest unit that expresses it exactly. */
    static String text(Duration value) {
        return render(value.toMillis(), DURATIONS, MILLIS, "0s");
    }

    static String sizeText(long value) {
        return render(value, SIZES, BYTES, "0B");
    }

    private static long parse(String text, String[] units, long[] factors, String expected) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        String unit = text.substring(digits);
        for (int i = 0; i < units.length; i++) {
            if (digits > 0 && digits <= 15 && units[i].equals(unit)) {
                try {
                    return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), factors[i]);
                } catch (ArithmeticException e) {
                    break;
                }
            }
        }
        throw new IllegalArgumentException("'" + text + "' (expected: " + expected + ")");
    }

    private static String render(long value, String[] units, long[] factors, String zero) {
        if (value == 0) {
            return zero;
        }
        for (int i = 0; i < units.length; i++) {
            if (value % factors[i] == 0) {
                return value / factors[i] + units[i];
            }
        }
        throw new AssertionError("the last factor is 1");
    }
}
