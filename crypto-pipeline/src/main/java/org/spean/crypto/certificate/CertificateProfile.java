package org.spean.crypto.certificate;

import java.security.cert.X509Certificate;
import org.spean.identifier.MemberId;

/**
 * How the subjects of a certification authority's signing certificates name members. Says nothing of trust: whoever asks
 * has checked that the certificate is of an authority with this profile. Safe for use by many threads.
 */
@FunctionalInterface
public interface CertificateProfile {

    /**
     * The member that a signing certificate is for.
     *
     * @throws IncorrectCertificateException when the subject does not follow the profile, or names what cannot be a
     *     member
     */
    MemberId memberOf(X509Certificate certificate) throws IncorrectCertificateException;
}
