package org.spean.testbed.authority;

/** What an OCSP responder may say of a certificate (RFC 6960, 2.2). */
public enum CertificateStatus {
    GOOD,
    REVOKED,
    UNKNOWN
}
