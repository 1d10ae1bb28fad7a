package org.spean.identifier;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client or provider: a member, mostly one of its subsystems: {@code CAMBODIA/COM/CAMDX-000201/BANK}. */
public record ClientId(MemberId member, @Nullable String subsystem) {
    /**
     * Checks the rules.
     *
     * @throws IdentifierException if the subsystem code breaks a rule
     */
    public ClientId {
        if (subsystem != null) {
            Segments.check("subsystem code", subsystem);
        }
    }

    /**
     * Reads three or four percent-encoded segments, as in the header {@code X-Road-Client}.
     *
     * @throws IdentifierException if there are more or fewer, or one breaks a rule
     */
    public static ClientId parse(String encodedPath) {
        List<String> s = Segments.parse("client identifier", encodedPath, 3, 4);
        return of(s.get(0), s.get(1), s.get(2), s.size() == 4 ? s.get(3) : null);
    }

    /** Of decoded segments. */
    public static ClientId of(String instance, String memberClass, String memberCode, @Nullable String subsystem) {
        return new ClientId(new MemberId(instance, memberClass, memberCode), subsystem);
    }

    /** Whether no segment contains {@code %}, {@code :} or {@code ;}, as strict identifier checks demand. */
    public boolean strict() {
        return member.strict() && (subsystem == null || Segments.strict(subsystem));
    }

    /** The form in paths and headers: percent-encoded segments separated by '/'. */
    public String encoded() {
        return encode(new StringBuilder(64)).toString();
    }

    StringBuilder encode(StringBuilder to) {
        member.encode(to);
        return subsystem == null ? to : Segments.encode(to.append('/'), subsystem);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ClientId that
                        && Objects.equals(subsystem, that.subsystem)
                        && member.equals(that.member));
    }

    @Override
    public int hashCode() {
        return 31 * member.hashCode() + Objects.hashCode(subsystem);
    }

    /** The decoded segments separated by '/'; for people. */
    @Override
    public String toString() {
        return subsystem == null ? member.toString() : member.toString() + '/' + subsystem;
    }
}
