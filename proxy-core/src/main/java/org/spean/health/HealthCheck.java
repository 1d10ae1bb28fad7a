package org.spean.health;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that must be well.
 *
 * @param name of what is looked at, as in {@code globalConfiguration}
 * @param trouble what is wrong now, in one sentence for the operator; {@code null}: nothing. Asked by any thread, must not block
 */
public record HealthCheck(String name, Supplier<@Nullable String> trouble) {}
