package org.spean.globalconf;

import org.jspecify.annotations.Nullable;

/**
 * A security server is in maintenance mode and not to be called (shared parameters version 5 and later).
 *
 * @param message what its administrator tells those who would call it, absent if nothing
 */
public record Maintenance(@Nullable String message) {}
