package org.spean.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.spean.event.Events;

/** Sends by another exporter, and tells in our own events, not in a log of the library's, when spans are lost. */
final class ReportingExporter implements SpanExporter {

    /** Held, as the level of a logger is lost with it. */
    private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

    private final SpanExporter exporter;
    private final String collector;
    private final Events events;

    ReportingExporter(SpanExporter exporter, String collector, Events events) {
        this.exporter = exporter;
        this.collector = collector;
        this.events = events;
        LIBRARY.setLevel(Level.OFF);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (result.isSuccess()) {
                events.settled(Events.Kind.TRACING_FAILED, collector);
            } else {
                events.report(Events.Kind.TRACING_FAILED, collector, "spans were not taken, and are lost");
            }
        });
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
