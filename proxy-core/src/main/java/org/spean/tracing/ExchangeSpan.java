package org.spean.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.spean.exchange.ExchangeReport;
import org.spean.exchange.ExchangeReport.Outcome;
import org.spean.fault.FaultStyle;
import org.spean.message.TraceContext;

/** The span of one exchange; its steps become spans below it when it has ended. Names and numbers only, nothing of a message. */
final class ExchangeSpan implements org.spean.exchange.Tracer.Span {

    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("xroad.outcome");
    private static final AttributeKey<String> FAULT = AttributeKey.stringKey("xroad.fault");
    private static final AttributeKey<String> FAULT_DETAIL = AttributeKey.stringKey("xroad.fault_detail");
    private static final AttributeKey<String> PEER = AttributeKey.stringKey("xroad.peer");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<Long> REQUEST_BYTES = AttributeKey.longKey("xroad.request_bytes");
    private static final AttributeKey<Long> RESPONSE_BYTES = AttributeKey.longKey("xroad.response_bytes");

    private final Tracer tracer;
    private final Span span;
    private final Context context;

    ExchangeSpan(Tracer tracer, Span span, Context parent) {
        this.tracer = tracer;
        this.span = span;
        this.context = parent.with(span);
    }

    @Override
    public TraceContext context() {
        Map<String, String> headers = new HashMap<>(4);
        W3CTraceContextPropagator.getInstance().inject(context, headers, (map, name, value) -> {
            if (map != null) {
                map.put(name, value);
            }
        });
        return new TraceContext(
                Objects.requireNonNull(headers.get(TraceContext.PARENT)), headers.get(TraceContext.STATE));
    }

    @Override
    public void ended(ExchangeReport report) {
        if (!span.isRecording()) {
            span.end();
            return;
        }
        SpanContext self = span.getSpanContext();
        if (self.isSampled()) {
            Instant from = report.began();
            for (ExchangeReport.StepTime step : report.steps()) {
                Instant to = from.plusNanos(step.nanos());
                tracer.spanBuilder(step.step().toLowerCase(Locale.ROOT))
                        .setParent(context)
                        .setStartTimestamp(from)
                        .startSpan()
                        .end(to);
                from = to;
            }
        }
        span.setAttribute(OUTCOME, report.outcome().name().toLowerCase(Locale.ROOT))
                .setAttribute(REQUEST_BYTES, report.requestBytes())
                .setAttribute(RESPONSE_BYTES, report.responseBytes());
        if (report.status() != 0) {
            span.setAttribute(STATUS, (long) report.status());
        }
        if (report.peer() != null) {
            span.setAttribute(PEER, report.peer().id().toString());
        }
        if (report.fault() != null) {
            span.setAttribute(FAULT, report.fault().code(FaultStyle.OLD))
                    .setAttribute(FAULT_DETAIL, report.fault().detail());
        }
        if (report.outcome() == Outcome.FAILED || report.outcome() == Outcome.REFUSED) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(report.began().plusNanos(report.totalNanos()));
    }
}
