package org.spean.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What is traced.
 *
 * @param otlp where spans are sent by OTLP over HTTP, absent: nothing is traced
 * @param share of 10,000 exchanges whose caller has not decided, so many are traced
 * @param peers whether other members' servers are told our span, and believed theirs
 * @param child whether services get our span in place of what the client signed
 */
public record TracingConfig(@Nullable URI otlp, int share, boolean peers, boolean child) {}
