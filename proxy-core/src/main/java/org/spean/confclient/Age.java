package org.spean.confclient;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How old a directory is. Central servers keep parts in folders named by the moment they were generated, year to
 * nanosecond; the names are signed, so they order directories even when the time of validity was changed meanwhile.
 * Where a name tells nothing, the end of validity has to.
 *
 * @param generated digits, from year to nanosecond, absent if no location has any
 */
record Age(@Nullable String generated, Instant expires) {
    private static final Pattern GENERATED = Pattern.compile("/(\\d{14,30})/");
    private static final int DIGITS = 30;

    static Age of(Directory directory) {
        Age age = new Age(null, directory.expires());
        for (DirectoryItem item : directory.items()) {
            age = age.orLater(item.location());
        }
        return age;
    }

    /** The same with the moment in a location, if that is later. */
    Age orLater(String location) {
        Matcher matcher = GENERATED.matcher(location);
        if (!matcher.find()) {
            return this;
        }
        String digits = matcher.group(1);
        String padded = digits + "0".repeat(DIGITS - digits.length());
        return generated == null || padded.compareTo(generated) > 0 ? new Age(padded, expires) : this;
    }

    /** The same with this end of validity, if that is later. */
    Age orLater(Instant end) {
        return end.isAfter(expires) ? new Age(generated, end) : this;
    }

    boolean before(Age other) {
        if (generated != null && other.generated != null) {
            return generated.compareTo(other.generated) < 0;
        }
        return expires.isBefore(other.expires);
    }
}
