package org.spean.timestamp;

import java.util.ArrayList;
import java.util.List;
import org.spean.crypto.timestamp.TimeStampRequest;
import org.spean.crypto.timestamp.VerifiedTimeStamp;
import org.spean.event.Events;
import org.spean.event.Events.Kind;
import org.spean.globalconf.TimeStampingAuthority;

/**
 * The authorities as they are asked in one run: in the order of the configuration, but one that has failed is asked last
 * from then on. For one thread.
 */
final class StampTurn {
    private final StampQuestions questions;
    private final StampSettings settings;
    private final AuthorityStatuses statuses;
    private final Events events;
    private final List<TimeStampingAuthority> order;

    StampTurn(StampQuestions questions, StampSettings settings, AuthorityStatuses statuses, Events events) {
        this.questions = questions;
        this.settings = settings;
        this.statuses = statuses;
        this.events = events;
        this.order = new ArrayList<>(settings.authorities());
    }

    /**
     * A time-stamp by the first authority that gives one.
     *
     * @throws StampException if none does; names each with its reason
     */
    VerifiedTimeStamp stamp(TimeStampRequest request) throws StampException {
        for (String name : settings.unapproved()) {
            events.report(
                    Kind.TIME_STAMP_REFUSED,
                    name,
                    "is configured, but no time-stamping authority that the global configuration approves");
        }
        StringBuilder reasons = new StringBuilder();
        boolean refused = false;
        for (TimeStampingAuthority authority : List.copyOf(order)) {
            String subject = authority.name() + " at " + authority.url();
            try {
                VerifiedTimeStamp stamp = questions.ask(authority, request, settings);
                statuses.granted(authority, stamp.time());
                events.settled(Kind.TIME_STAMP_REFUSED, subject);
                events.settled(Kind.TIME_STAMP_UNREACHABLE, subject);
                return stamp;
            } catch (StampException e) {
                String reason = String.valueOf(e.getMessage());
                events.report(e.refused() ? Kind.TIME_STAMP_REFUSED : Kind.TIME_STAMP_UNREACHABLE, subject, reason);
                statuses.failed(authority, reason);
                refused |= e.refused();
                reasons.append(reasons.isEmpty() ? "" : "; ")
                        .append(subject)
                        .append(": ")
                        .append(reason);
                order.remove(authority);
                order.add(authority);
            }
        }
        String message = reasons.isEmpty()
                ? "no time-stamping authority "
                        + (settings.unapproved().isEmpty() ? "is approved" : "named is approved")
                : "no time-stamping authority gave a time-stamp: " + reasons;
        throw refused ? StampException.refused(message, null) : StampException.unreachable(message, null);
    }
}
