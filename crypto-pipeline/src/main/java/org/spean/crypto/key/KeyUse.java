package org.spean.crypto.key;

import java.security.cert.X509Certificate;
import org.spean.crypto.certificate.KeyUsages;

/** What a key is for; no key is for both. */
public enum KeyUse {
    /** Shows other servers who we are, in TLS. */
    AUTHENTICATION("authentication"),
    /** Signs messages for a member. */
    SIGNING("signing");

    private final String text;

    KeyUse(String text) {
        this.text = text;
    }

    /**
     * The use of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static KeyUse named(String name) {
        for (KeyUse use : values()) {
            if (use.text.equals(name)) {
                return use;
            }
        }
        throw new IllegalArgumentException("'" + name + "' (expected: authentication or signing)");
    }

    /** As people write it. */
    public String text() {
        return text;
    }

    /** What a certificate's key usage makes of its key: whatever may sign messages does not authenticate. */
    public static KeyUse of(X509Certificate certificate) {
        return KeyUsages.signing(certificate) ? SIGNING : AUTHENTICATION;
    }

    /** Whether the key usage of a certificate permits this use. */
    public boolean permittedBy(X509Certificate certificate) {
        return this == SIGNING ? KeyUsages.signing(certificate) : KeyUsages.authentication(certificate);
    }
}
