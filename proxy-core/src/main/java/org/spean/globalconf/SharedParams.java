package org.spean.globalconf;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shared parameters of one instance, as they stand in their file.
 *
 * @param digest of the file, by which one that says the same is known
 */
record SharedParams(
        String instance,
        List<Authority> authorities,
        List<TimeStampingAuthority> timeStampers,
        Registry registry,
        Duration ocspFreshness,
        FileDigest digest) {

    /** An approved CA whose certificate profile is still a name. */
    record Authority(String name, boolean authenticationOnly, Node top, List<Node> intermediates, String profile) {}

    record Node(X509Certificate certificate, List<Responder> responders) {}

    record Responder(URI url, @Nullable X509Certificate certificate) {}
}
