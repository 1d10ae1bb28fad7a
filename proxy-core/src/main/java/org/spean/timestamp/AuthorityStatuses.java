package org.spean.timestamp;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.globalconf.TimeStampingAuthority;
import org.spean.timestamp.StampStatus.Authority;

/** What came of the last question to each authority. Safe for use by several threads. */
final class AuthorityStatuses {
    private final Map<URI, Seen> seen = new HashMap<>();

    private record Seen(@Nullable Instant stamped, @Nullable String failure) {}

    synchronized void granted(TimeStampingAuthority authority, Instant time) {
        seen.put(authority.url(), new Seen(time, null));
    }

    synchronized void failed(TimeStampingAuthority authority, String reason) {
        Seen before = seen.get(authority.url());
        seen.put(authority.url(), new Seen(before == null ? null : before.stamped, reason));
    }

    /** Of these authorities; forgets all others. */
    synchronized List<Authority> of(List<TimeStampingAuthority> authorities) {
        seen.keySet()
                .retainAll(authorities.stream().map(TimeStampingAuthority::url).toList());
        return authorities.stream().map(this::status).toList();
    }

    private Authority status(TimeStampingAuthority authority) {
        Seen last = seen.get(authority.url());
        return new Authority(
                authority.name(),
                authority.url(),
                last == null ? null : last.stamped,
                last == null ? null : last.failure);
    }
}
