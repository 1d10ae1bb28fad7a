package org.spean.config;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A semantic version (semver.org, 2.0.0), as servers name theirs to each other; ordered by precedence, which build metadata
 * does not touch: {@code 7.8.0-SNAPSHOT} is before {@code 7.8.0}.
 *
 * @param preRelease what follows the hyphen, absent for a release
 */
public record SemanticVersion(
        int major, int minor, int patch, @Nullable String preRelease) implements Comparable<SemanticVersion> {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    /** Reads a version, or gives null for what is none. */
    public static @Nullable SemanticVersion of(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? new SemanticVersion(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)),
                        parts.group(4))
                : null;
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int order = Integer.compare(major, other.major);
        order = order != 0 ? order : Integer.compare(minor, other.minor);
        order = order != 0 ? order : Integer.compare(patch, other.patch);
        return order != 0 ? order : preReleases(preRelease, other.preRelease);
    }

    private static int preReleases(@Nullable String one, @Nullable String two) {
        if (one == null || two == null) {
            return one == null ? (two == null ? 0 : 1) : -1;
        }
        String[] ones = one.split("\\.", -1);
        String[] twos = two.split("\\.", -1);
        for (int i = 0; i < Math.min(ones.length, twos.length); i++) {
            boolean first = DIGITS.matcher(ones[i]).matches();
            boolean second = DIGITS.matcher(twos[i]).matches();
            int order = first && second
                    ? new BigInteger(ones[i]).compareTo(new BigInteger(twos[i]))
                    : first != second ? (first ? -1 : 1) : ones[i].compareTo(twos[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(ones.length, twos.length);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (preRelease == null ? "" : "-" + preRelease);
    }
}
