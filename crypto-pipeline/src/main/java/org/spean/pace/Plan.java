package org.spean.pace;

import java.time.Instant;

/**
 * When something is to be done next, by a clock that may have been wrong when that was settled. A clock that shows an
 * earlier time than then was set back, and by its right time the plan may lie days away: so it is due then too.
 *
 * @param made when this was planned
 * @param due when to do it; {@link Instant#MAX}: only if the clock is set back
 */
public record Plan(Instant made, Instant due) {
    /** Due at once. */
    public static final Plan NOW = new Plan(Instant.MIN, Instant.MIN);

    /** Whether it is to be done now. */
    public boolean dueAt(Instant now) {
        return !now.isBefore(due) || now.isBefore(made);
    }

    /** This, or the same sooner if it was to be later. */
    public Plan noLaterThan(Instant latest) {
        return latest.isBefore(due) ? new Plan(made, latest) : this;
    }
}
