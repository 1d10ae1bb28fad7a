package org.spean.crypto.certificate;

import java.security.cert.CertificateException;

/** Bytes that were to be a certificate are none. The message holds nothing of the bytes. */
public final class MalformedCertificateException extends CertificateException {
    private static final long serialVersionUID = 1;

    MalformedCertificateException(String message) {
        super(message);
    }

    MalformedCertificateException(String message, Throwable cause) {
        super(message, cause);
    }
}
