package org.spean.testbed.globalconf;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Where security servers send their management requests.
 *
 * @param provider {@code class/member/subsystem} of the management service
 * @param address URL for the registration of authentication certificates
 * @param certificate that is shown there; {@code null}: none is published
 */
public record ConfManagement(
        String provider, String address, @Nullable X509Certificate certificate) {

    /** With an address where nobody listens. */
    public static ConfManagement of(String provider) {
        return new ConfManagement(provider, "https://127.0.0.14:4001/managementservice/", null);
    }
}
