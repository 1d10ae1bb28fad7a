package org.spean.config;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may see the admin port. Without token and clients everybody who reaches it may, which is possible on loopback only.
 *
 * @param token what a bearer token, or the password of HTTP Basic authentication, must be; absent: none is asked for
 * @param key of TLS, absent: the port speaks plain HTTP
 * @param clients certificates of operators and collectors, of whom no token is asked
 */
public record AdminConfig(@Nullable Secret token, @Nullable KeyFile key, List<X509Certificate> clients) {
    public AdminConfig {
        clients = List.copyOf(clients);
    }

    /** Whether anybody may see everything. */
    public boolean open() {
        return token == null && clients.isEmpty();
    }
}
