package org.spean.crypto.trust;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A top or intermediate certification authority.
 *
 * @param certificate its certificate
 * @param responders its own OCSP responders, in the order to ask; perhaps none
 */
public record CaNode(X509Certificate certificate, List<OcspResponder> responders) {

    /** Copies the list. */
    public CaNode {
        responders = List.copyOf(responders);
    }
}
