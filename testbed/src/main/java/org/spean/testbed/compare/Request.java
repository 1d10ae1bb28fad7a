package org.spean.testbed.compare;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one request that a case sends again and again.
 *
 * @param url plain HTTP
 * @param body empty: a GET without a body, else a POST
 */
record Request(URI url, Map<String, String> headers, String body) {
    static Request get(String url) {
        return new Request(URI.create(url), Map.of(), "");
    }

    Request withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request(url, more, body);
    }

    Request posting(String text) {
        return new Request(url, headers, text);
    }
}
