package org.spean.config;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is done with metrics besides showing them at the admin port.
 *
 * @param services services with series of their own, at most
 * @param otlp where they are pushed by OTLP over HTTP, absent: nowhere
 * @param otlpInterval how often
 */
public record MetricsConfig(int services, @Nullable URI otlp, Duration otlpInterval) {}
