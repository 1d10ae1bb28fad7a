package org.spean.globalconf;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;

/**
 * Where a security server sends its management requests (PR-MSERV).
 *
 * @param address URL for the registration of authentication certificates
 * @param certificate TLS certificate of that address, absent if none is published
 * @param provider the client that provides the management services
 */
public record ManagementService(String address, @Nullable X509Certificate certificate, ClientId provider) {}
