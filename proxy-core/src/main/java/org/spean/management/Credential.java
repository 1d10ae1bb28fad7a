package org.spean.management;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * A key with which a request is signed, and what shows that it may.
 *
 * @param key the private key, or what signs with it
 * @param ocspResponse DER, that the certificate is good; {@code null} for an authentication certificate, which goes without
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Credential(PrivateKey key, X509Certificate certificate, byte @Nullable [] ocspResponse) {}
