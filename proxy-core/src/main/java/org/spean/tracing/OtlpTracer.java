package org.spean.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.spean.event.Events;
import org.spean.exchange.Tracer;
import org.spean.message.RequestHead;
import org.spean.message.TraceContext;
import org.spean.messagelog.Side;

/** A tracer whose spans go to a collector in batches, off the event loops; those that it does not take in time are lost. */
public final class OtlpTracer implements Tracer, AutoCloseable {

    private static final AttributeKey<String> ROLE = AttributeKey.stringKey("xroad.role");
    private static final AttributeKey<String> PROTOCOL = AttributeKey.stringKey("xroad.protocol");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("xroad.client");
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("xroad.service");
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("xroad.request_id");
    private static final double SHARES = 10_000;
    private static final int QUEUE = 16_384;
    private static final int BATCH = 2_048;
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration EXPORT = Duration.ofSeconds(10);
    private static final long CLOSE_SECONDS = 5;

    private final SdkTracerProvider provider;
    private final io.opentelemetry.api.trace.Tracer tracer;

    private OtlpTracer(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("org.spean");
    }

    /**
     * Sends spans to a collector from now on.
     *
     * @param collector for OTLP over HTTP, with its path
     * @param share of 10,000 exchanges whose caller has not decided
     * @param server id of this security server
     */
    public static OtlpTracer open(URI collector, int share, String server, String version, Events events) {
        ReportingExporter exporter = new ReportingExporter(
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(collector.toString())
                        .setTimeout(EXPORT)
                        .build(),
                collector.toString(),
                events);
        return new OtlpTracer(SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", "spean")
                        .put("service.version", version)
                        .put("service.instance.id", server)
                        .build()))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share / SHARES)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(QUEUE)
                        .setMaxExportBatchSize(BATCH)
                        .setScheduleDelay(DELAY)
                        .setExporterTimeout(EXPORT)
                        .build())
                .build());
    }

    @Override
    public Span begin(Side role, RequestHead request, @Nullable TraceContext caller, Instant at) {
        Context parent = caller == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), caller, CallerHeaders.INSTANCE);
        String side = role.name().toLowerCase(Locale.ROOT);
        io.opentelemetry.api.trace.Span span = tracer.spanBuilder(side + " " + request.service())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(at)
                .startSpan();
        if (span.isRecording()) {
            span.setAttribute(ROLE, side)
                    .setAttribute(PROTOCOL, request.protocol().name().toLowerCase(Locale.ROOT))
                    .setAttribute(CLIENT, request.client().toString())
                    .setAttribute(SERVICE, request.service().toString())
                    .setAttribute(REQUEST_ID, request.requestId());
        }
        return new ExchangeSpan(tracer, span, parent);
    }

    /** Sends what waits. Blocks for some seconds at most. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
