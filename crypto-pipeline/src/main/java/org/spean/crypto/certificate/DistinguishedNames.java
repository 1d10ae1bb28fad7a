package org.spean.crypto.certificate;

import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** Names of certificates for people. */
public final class DistinguishedNames {
    /** What RFC 2253 would write as numbers and hexadecimal digits. */
    private static final Map<String, String> KEYWORDS = Map.of(
            "2.5.4.5", "serialNumber",
            "2.5.4.15", "businessCategory",
            "2.5.4.97", "organizationIdentifier",
            "1.2.840.113549.1.9.1", "emailAddress");

    private DistinguishedNames() {}

    /** As in {@code CN=CAMDX-000201,serialNumber=CAMBODIA/ss-bank/COM,O=Bank,C=KH}: RFC 2253, legible. */
    public static String text(X500Principal name) {
        return name.getName(X500Principal.RFC2253, KEYWORDS);
    }
}
