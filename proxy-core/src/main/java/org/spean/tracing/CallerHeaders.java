package org.spean.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.message.TraceContext;

/** A caller's two headers, for the propagator. */
final class CallerHeaders implements TextMapGetter<TraceContext> {

    static final CallerHeaders INSTANCE = new CallerHeaders();

    private CallerHeaders() {}

    @Override
    @SuppressWarnings("deprecation") // it must be there all the same
    public Iterable<String> keys(TraceContext caller) {
        return List.of(TraceContext.PARENT, TraceContext.STATE);
    }

    @Override
    public @Nullable String get(@Nullable TraceContext caller, String key) {
        if (caller == null) {
            return null;
        }
        return switch (key) {
            case TraceContext.PARENT -> caller.parent();
            case TraceContext.STATE -> caller.state();
            default -> null;
        };
    }
}
