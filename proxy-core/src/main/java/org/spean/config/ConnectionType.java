package org.spean.config;

/** What an information system must at least use to speak for a client; each includes those after it. */
public enum ConnectionType {
    /** Plain HTTP is enough. */
    HTTP,
    /** HTTPS, without a client certificate. */
    HTTPS,
    /** HTTPS with one of the client's registered certificates. */
    HTTPS_CERTIFICATE
}
