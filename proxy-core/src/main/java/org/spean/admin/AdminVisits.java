package org.spean.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import org.spean.audit.Audit;

/** Tells the audit who sees the admin port; who keeps asking the same, as a browser or a scraper does, is told once. */
final class AdminVisits {

    private static final Duration QUIET = Duration.ofHours(1);
    private static final int MOST = 10_000;

    private final Audit audit;
    private final Cache<Visit, Boolean> told =
            Caffeine.newBuilder().expireAfterAccess(QUIET).maximumSize(MOST).build();

    private record Visit(String who, String from, String path, boolean allowed) {}

    AdminVisits(Audit audit) {
        this.audit = audit;
    }

    void seen(String who, String from, String path, boolean allowed) {
        // Of those refused the path is not told apart: it is theirs to choose, and there are many.
        Visit visit = new Visit(who, from, allowed ? path : "", allowed);
        if (told.asMap().putIfAbsent(visit, true) == null) {
            audit.record(Audit.Action.ADMIN_ACCESS, who, allowed, Map.of("from", from, "path", path));
        }
    }
}
