package org.spean.config;

import java.time.Duration;

/**
 * One key of the configuration file: the only place where its type, range, default and meaning are written.
 *
 * @param path where it stands, as in {@code timeouts.connect} or {@code services[].url}
 * @param kind type and unit
 * @param need whether it must be given
 * @param fallback its default as one would write it in the file; empty unless {@code need} is {@code DEFAULT}
 * @param least the smallest value allowed, inclusive, as written in the file; empty: no bound
 * @param most the largest value allowed, inclusive, as written in the file; empty: no bound
 * @param meaning half a sentence
 */
public record Setting(String path, Kind kind, Need need, String fallback, String least, String most, String meaning) {
    /** The type of a value, with its unit. */
    public enum Kind {
        ID("identifier"),
        TEXT("text"),
        CHOICE("one of several words"),
        FLAG("true or false"),
        COUNT("number"),
        DURATION("duration: ms, s, m, h, d"),
        SIZE("size: B, KiB, MiB, GiB, TiB"),
        PATH("path, relative to the configuration file"),
        URL("URL"),
        ADDRESS("host:port, or off"),
        LIST("list"),
        MAP("keys below");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The type in words, with the units it is written in. */
        public String text() {
            return text;
        }
    }

    /** Whether a key must be given. */
    public enum Need {
        REQUIRED,
        OPTIONAL,
        DEFAULT
    }

    static Setting required(String path, Kind kind, String meaning) {
        return new Setting(path, kind, Need.REQUIRED, "", "", "", meaning);
    }

    static Setting optional(String path, Kind kind, String meaning) {
        return new Setting(path, kind, Need.OPTIONAL, "", "", "", meaning);
    }

    static Setting optional(String path, Kind kind, String least, String most, String meaning) {
        return new Setting(path, kind, Need.OPTIONAL, "", least, most, meaning);
    }

    static Setting preset(String path, Kind kind, String fallback, String meaning) {
        return new Setting(path, kind, Need.DEFAULT, fallback, "", "", meaning);
    }

    static Setting preset(String path, Kind kind, String fallback, String least, String most, String meaning) {
        return new Setting(path, kind, Need.DEFAULT, fallback, least, most, meaning);
    }

    /** The last part of the path: the key itself. */
    public String key() {
        return path.substring(path.lastIndexOf('.') + 1).replace("[]", "");
    }

    /** The key above, as in {@code services[]}; empty at the top. */
    public String parent() {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    /** What the sample file says behind the key: need or default, range, meaning. */
    public String comment() {
        String range = least.isEmpty() ? "" : ", " + least + " to " + most;
        return switch (need) {
            case REQUIRED -> "required" + range + ": " + meaning;
            case OPTIONAL -> "optional" + range + ": " + meaning;
            case DEFAULT -> "default " + fallback + range + ": " + meaning;
        };
    }

    /** The default of a {@link Kind#DURATION}. */
    Duration duration() {
        return Units.duration(fallback);
    }

    /** The default of a {@link Kind#SIZE} in bytes or a {@link Kind#COUNT}. */
    long number() {
        return kind == Kind.SIZE ? Units.size(fallback) : Long.parseLong(fallback);
    }

    /** Refuses a value out of range with a text that names the range. */
    Duration check(Duration value) {
        if (!least.isEmpty()
                && (value.compareTo(Units.duration(least)) < 0 || value.compareTo(Units.duration(most)) > 0)) {
            throw outOfRange(Units.text(value));
        }
        return value;
    }

    /** Refuses a value out of range with a text that names the range. */
    long check(long value) {
        if (!least.isEmpty() && (value < bound(least) || value > bound(most))) {
            throw outOfRange(kind == Kind.SIZE ? Units.sizeText(value) : Long.toString(value));
        }
        return value;
    }

    private long bound(String text) {
        return kind == Kind.SIZE ? Units.size(text) : Long.parseLong(text);
    }

    private OutOfRangeException outOfRange(String value) {
        return new OutOfRangeException(path, value + " (expected: " + least + " to " + most + ")");
    }

    /** A value outside its range; the message names key, value and range. */
    static final class OutOfRangeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String value;

        OutOfRangeException(String path, String value) {
            super(path + ": " + value);
            this.value = value;
        }

        /** Value and range, without the key. */
        String value() {
            return value;
        }
    }
}
