package org.spean.testbed.service;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as the service saw it: method, raw target, and the headers in their order. */
public record ReceivedRequest(String method, String target, List<Map.Entry<String, String>> headers) {
    /** The first header of that name, whatever its case. */
    public @Nullable String header(String name) {
        return headers.stream()
                .filter(h -> h.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
