package org.spean.crypto.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a certificate's key may be used for, by the key usage and extended key usage extensions (RFC 5280 4.2.1). */
public final class KeyUsages {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";

    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int DATA_ENCIPHERMENT = 3;
    private static final int KEY_AGREEMENT = 4;

    private KeyUsages() {}

    /** Whether the key may sign messages: key usage nonRepudiation. */
    public static boolean signing(X509Certificate certificate) {
        return has(certificate, NON_REPUDIATION);
    }

    /**
     * Whether the key may authenticate a server to its peers: extended key usage clientAuth, or key usage
     * digitalSignature, keyEncipherment, dataEncipherment or keyAgreement.
     */
    public static boolean authentication(X509Certificate certificate) {
        return extended(certificate).contains(CLIENT_AUTH)
                || has(certificate, DIGITAL_SIGNATURE)
                || has(certificate, KEY_ENCIPHERMENT)
                || has(certificate, DATA_ENCIPHERMENT)
                || has(certificate, KEY_AGREEMENT);
    }

    /** Whether its issuer lets the key sign OCSP responses for it: extended key usage id-kp-OCSPSigning (RFC 6960). */
    public static boolean ocspSigning(X509Certificate certificate) {
        return extended(certificate).contains(OCSP_SIGNING);
    }

    private static boolean has(X509Certificate certificate, int bit) {
        boolean[] usage = certificate.getKeyUsage();
        return usage != null && usage.length > bit && usage[bit];
    }

    private static List<String> extended(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null ? List.of() : usages;
        } catch (CertificateParsingException e) {
            return List.of(); // an extension that cannot be read permits nothing
        }
    }
}
