package org.spean.config;

/**
 * One line for the operator about a configuration that could be read.
 *
 * @param severity how bad it is
 * @param key the key it is about, as in {@code services[0].url} or {@code keys.authentication}; may name an id
 * @param text what was found
 */
public record Finding(Severity severity, String key, String text) {
    /** How bad a finding is. */
    public enum Severity {
        /** Good to know. */
        INFO,
        /** Works, but probably not as meant, or not for long. */
        WARNING,
        /** Exchanges will fail. */
        ERROR
    }

    public static Finding info(String key, String text) {
        return new Finding(Severity.INFO, key, text);
    }

    public static Finding warning(String key, String text) {
        return new Finding(Severity.WARNING, key, text);
    }

    public static Finding error(String key, String text) {
        return new Finding(Severity.ERROR, key, text);
    }

    @Override
    public String toString() {
        return severity + " " + key + ": " + text;
    }
}
