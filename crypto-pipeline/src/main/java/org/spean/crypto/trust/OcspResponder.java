package org.spean.crypto.trust;

import java.net.URI;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * An OCSP responder of one certification authority, as the global configuration lists it.
 *
 * @param url where to ask
 * @param certificate whose responses for this authority are accepted; {@code null}: the authority's own, or one issued
 *     by it for the purpose
 */
public record OcspResponder(URI url, @Nullable X509Certificate certificate) {}
