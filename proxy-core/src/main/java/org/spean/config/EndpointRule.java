package org.spean.config;

/**
 * A right on part of a service.
 *
 * @param method an HTTP method in upper case, or {@code *} for any
 * @param path which paths
 * @param allow who
 */
public record EndpointRule(String method, PathPattern path, AccessList allow) {
    /** Whether the rule speaks of this method. */
    public boolean speaksOf(String requestMethod) {
        return method.equals("*") || method.equals(requestMethod);
    }
}
