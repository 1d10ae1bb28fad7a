package org.spean.identifier;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A service of a provider: {@code CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity}. Only SOAP services have versions; services of a
 * member without subsystem are those of security servers themselves.
 */
public record ServiceId(
        ClientId provider, String serviceCode, @Nullable String version) {
    /**
     * Checks the rules.
     *
     * @throws IdentifierException if service code or version breaks a rule
     */
    public ServiceId {
        Segments.check("service code", serviceCode);
        if (version != null) {
            Segments.check("service version", version);
        }
    }

    /**
     * Reads percent-encoded segments, as in the header {@code X-Road-Service}: four are a service of a member, five one of a
     * subsystem, six one of a subsystem with its version. (A member's service with a version has no form as a path of its own.)
     *
     * @throws IdentifierException if there are more or fewer, or one breaks a rule
     */
    public static ServiceId parse(String encodedPath) {
        List<String> s = Segments.parse("service identifier", encodedPath, 4, 6);
        boolean ofMember = s.size() == 4;
        return new ServiceId(
                ClientId.of(s.get(0), s.get(1), s.get(2), ofMember ? null : s.get(3)),
                s.get(ofMember ? 3 : 4),
                s.size() == 6 ? s.get(5) : null);
    }

    /** Whether no segment contains {@code %}, {@code :} or {@code ;}, as strict identifier checks demand. */
    public boolean strict() {
        return provider.strict() && Segments.strict(serviceCode) && (version == null || Segments.strict(version));
    }

    /** The form in paths and headers: percent-encoded segments separated by '/'. */
    public String encoded() {
        StringBuilder to =
                Segments.encode(provider.encode(new StringBuilder(80)).append('/'), serviceCode);
        return version == null
                ? to.toString()
                : Segments.encode(to.append('/'), version).toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ServiceId that
                        && serviceCode.equals(that.serviceCode)
                        && Objects.equals(version, that.version)
                        && provider.equals(that.provider));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * provider.hashCode() + serviceCode.hashCode()) + Objects.hashCode(version);
    }

    /** The decoded segments separated by '/'; for people. */
    @Override
    public String toString() {
        String service = provider.toString() + '/' + serviceCode;
        return version == null ? service : service + '/' + version;
    }
}
