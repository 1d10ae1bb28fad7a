package org.spean.config;

/**
 * Part of a service as its description or its rules name it.
 *
 * @param method an HTTP method in upper case, or {@code *} for any
 * @param path a pattern: {@code /persons/*}
 */
public record DescribedEndpoint(String method, String path) {}
