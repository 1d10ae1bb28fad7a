package org.spean.identifier;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A security server, named by its owner: {@code CAMBODIA/COM/CAMDX-000201/ss-bank}. */
public record SecurityServerId(MemberId owner, String serverCode) {
    /**
     * Checks the rules.
     *
     * @throws IdentifierException if the server code breaks a rule
     */
    public SecurityServerId {
        Segments.check("server code", serverCode);
    }

    /**
     * Reads four percent-encoded segments, as in the header {@code X-Road-Security-Server}.
     *
     * @throws IdentifierException if there are more or fewer, or one breaks a rule
     */
    public static SecurityServerId parse(String encodedPath) {
        List<String> s = Segments.parse("security server identifier", encodedPath, 4, 4);
        return new SecurityServerId(new MemberId(s.get(0), s.get(1), s.get(2)), s.get(3));
    }

    /** Whether no segment contains {@code %}, {@code :} or {@code ;}, as strict identifier checks demand. */
    public boolean strict() {
        return owner.strict() && Segments.strict(serverCode);
    }

    /** The form in paths and headers: percent-encoded segments separated by '/'. */
    public String encoded() {
        return Segments.encode(owner.encode(new StringBuilder(64)).append('/'), serverCode)
                .toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof SecurityServerId that
                        && serverCode.equals(that.serverCode)
                        && owner.equals(that.owner));
    }

    @Override
    public int hashCode() {
        return 31 * owner.hashCode() + serverCode.hashCode();
    }

    /** The decoded segments separated by '/'; for people. */
    @Override
    public String toString() {
        return owner.toString() + '/' + serverCode;
    }
}
