package org.spean.identifier;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member of an instance: {@code CAMBODIA/COM/CAMDX-000201}. Segments are decoded. */
public record MemberId(String instance, String memberClass, String memberCode) {
    /**
     * Checks the rules.
     *
     * @throws IdentifierException if a segment breaks a rule
     */
    public MemberId {
        Segments.check("instance", instance);
        Segments.check("member class", memberClass);
        Segments.check("member code", memberCode);
    }

    /**
     * Reads three percent-encoded segments.
     *
     * @throws IdentifierException if there are more or fewer, or one breaks a rule
     */
    public static MemberId parse(String encodedPath) {
        List<String> s = Segments.parse("member identifier", encodedPath, 3, 3);
        return new MemberId(s.get(0), s.get(1), s.get(2));
    }

    /** Whether no segment contains {@code %}, {@code :} or {@code ;}, as strict identifier checks demand. */
    public boolean strict() {
        return Segments.strict(instance) && Segments.strict(memberClass) && Segments.strict(memberCode);
    }

    /** The form in paths and headers: percent-encoded segments separated by '/'. */
    public String encoded() {
        return encode(new StringBuilder(48)).toString();
    }

    StringBuilder encode(StringBuilder to) {
        Segments.encode(to, instance).append('/');
        Segments.encode(to, memberClass).append('/');
        return Segments.encode(to, memberCode);
    }

    // Equality is asked for some thirty times an exchange: in its own words it is a third of what a record generates.

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof MemberId that
                        && memberCode.equals(that.memberCode)
                        && instance.equals(that.instance)
                        && memberClass.equals(that.memberClass));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * instance.hashCode() + memberClass.hashCode()) + memberCode.hashCode();
    }

    /** The decoded segments separated by '/'; for people. */
    @Override
    public String toString() {
        return instance + '/' + memberClass + '/' + memberCode;
    }
}
