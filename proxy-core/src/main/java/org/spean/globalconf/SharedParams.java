package org.spean.globalconf;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;

/** The shared parameters of one instance, as they stand in their file. */
record SharedParams(
        String instance,
        List<Authority> authorities,
        List<TimeStampingAuthority> timeStampers,
        Map<MemberId, String> members,
        Set<ClientId> subsystems,
        List<SecurityServer> servers,
        Map<String, Set<ClientId>> groups,
        Duration ocspFreshness) {

    /** An approved CA whose certificate profile is still a name. */
    record Authority(String name, boolean authenticationOnly, Node top, List<Node> intermediates, String profile) {}

    record Node(X509Certificate certificate, List<Responder> responders) {}

    record Responder(URI url, @Nullable X509Certificate certificate) {}
}
