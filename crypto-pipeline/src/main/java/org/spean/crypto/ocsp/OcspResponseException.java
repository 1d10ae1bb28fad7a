package org.spean.crypto.ocsp;

import java.security.GeneralSecurityException;

/** Bytes that were to be a successful OCSP response are none. The message holds nothing of the bytes. */
public final class OcspResponseException extends GeneralSecurityException {
    private static final long serialVersionUID = 1;

    OcspResponseException(String message) {
        super(message);
    }

    OcspResponseException(String message, Throwable cause) {
        super(message, cause);
    }
}
