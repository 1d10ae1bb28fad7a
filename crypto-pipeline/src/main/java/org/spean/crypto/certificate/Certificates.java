package org.spean.crypto.certificate;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** Reads X.509 certificates from bytes that a stranger may have sent. Safe for use by many threads. */
public final class Certificates {
    /** Longest DER accepted, in bytes. Certificates of X-Road members are below 3 kB. */
    public static final int MAX_LENGTH = 32 * 1024;

    private static final byte SEQUENCE = 0x30;

    private Certificates() {}

    /**
     * Reads one certificate: DER and nothing else, neither PEM nor anything after its end.
     *
     * @throws MalformedCertificateException when the bytes are not exactly one certificate
     */
    public static X509Certificate parse(byte[] der) throws MalformedCertificateException {
        if (der.length == 0 || der[0] != SEQUENCE) {
            throw new MalformedCertificateException("certificate: not a DER sequence");
        }
        if (der.length > MAX_LENGTH) {
            throw new MalformedCertificateException(
                    "certificate: " + der.length + " bytes (expected: at most " + MAX_LENGTH + ")");
        }
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            // Hashes and signatures are over the encoding, so there must be only one: this one.
            // The byte before the signature counts the unused bits of its last byte: none, but the JDK does not look.
            if (!Arrays.equals(certificate.getEncoded(), der)
                    || der[der.length - certificate.getSignature().length - 1] != 0) {
                throw new MalformedCertificateException("certificate: more than one encoding, or bytes after its end");
            }
            return certificate;
        } catch (MalformedCertificateException e) {
            throw e;
        } catch (CertificateException | RuntimeException e) { // the JDK's reader lets a few of the latter slip through
            throw new MalformedCertificateException("certificate: cannot be read", e);
        }
    }
}
