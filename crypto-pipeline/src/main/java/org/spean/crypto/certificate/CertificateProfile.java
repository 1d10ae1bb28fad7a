package org.spean.crypto.certificate;

import java.security.cert.X509Certificate;
import org.spean.identifier.MemberId;

/**
 * How the subjects of a certification authority's signing certificates name members of one instance. Says nothing of
 * trust: whoever asks has checked that the certificate is of an authority with this profile. Safe for use by many
 * threads.
 */
public interface CertificateProfile {

    /** For people: as in {@code CamDX}, or a whole class name where the profile is none we know. */
    String name();

    /**
     * The member that a signing certificate is for.
     *
     * @throws IncorrectCertificateException when the subject does not follow the profile, or names what cannot be a
     *     member, or a member of another instance
     */
    MemberId memberOf(X509Certificate certificate) throws IncorrectCertificateException;
}
