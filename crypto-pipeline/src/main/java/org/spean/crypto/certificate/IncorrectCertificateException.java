package org.spean.crypto.certificate;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** A signing certificate's subject does not follow its authority's profile: X-Road's {@code IncorrectCertificate}. */
public final class IncorrectCertificateException extends CertificateException {
    private static final long serialVersionUID = 1;

    public IncorrectCertificateException(String message) {
        super(message);
    }

    public IncorrectCertificateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
