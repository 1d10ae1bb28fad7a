package org.spean.testbed.globalconf;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An approved certification service: top authority, intermediates, responders, profile class. */
public record ConfAuthority(
        String name, boolean authenticationOnly, Node top, List<Node> intermediates, String profileClass) {
    /** CamDX's certificate profile as shared-params name it. */
    public static final String CAMDX_PROFILE =
            "ee.ria.xroad.common.certificateprofile.impl.CamDXCertificateProfileInfoProvider";

    /** One authority with its OCSP responder; without a responder certificate the authority signs itself. */
    public record Node(
            X509Certificate certificate, URI ocsp, @Nullable X509Certificate responder) {}
}
