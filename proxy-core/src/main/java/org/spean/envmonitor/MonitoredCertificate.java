package org.spean.envmonitor;

import java.security.cert.X509Certificate;

/** A certificate that central monitoring watches. */
public record MonitoredCertificate(X509Certificate certificate, Type type, boolean active) {

    /** What a certificate is for, in X-Road's words. */
    public enum Type {
        /** Of this server towards others, or of a member's signatures. */
        AUTH_OR_SIGN,
        /** Of this server towards information systems. */
        SECURITY_SERVER_TLS,
        /** Of an information system. */
        INTERNAL_IS_CLIENT_TLS
    }
}
