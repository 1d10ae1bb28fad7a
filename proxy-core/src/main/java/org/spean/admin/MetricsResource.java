package org.spean.admin;

import org.reactivestreams.Publisher;
import org.spean.monitoring.Metrics;
import reactor.netty.http.server.HttpServerResponse;

/** {@code /metrics}: all meters in Prometheus' text format. */
final class MetricsResource implements AdminResource {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;

    MetricsResource(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public String path() {
        return "/metrics";
    }

    @Override
    public Publisher<Void> answer(HttpServerResponse response) {
        return Text.send(response, 200, TYPE, metrics.scrape());
    }
}
