package org.spean.exchange;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.message.RequestHead;
import org.spean.message.TraceContext;
import org.spean.messagelog.Side;

/** Makes a span of each exchange. Called on event loops: must not block. */
public interface Tracer {

    /** One exchange in a trace. */
    interface Span {

        /** What those that the exchange calls are told. */
        TraceContext context();

        /** The exchange is over. */
        void ended(ExchangeReport report);
    }

    /**
     * An exchange begins.
     *
     * @param caller what the caller told, {@code null} if nothing
     */
    Span begin(Side role, RequestHead request, @Nullable TraceContext caller, Instant at);
}
