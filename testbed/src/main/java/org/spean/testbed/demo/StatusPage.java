package org.spean.testbed.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a browser fetches to show a gateway's status page: the page and the resources it names, as they are served. */
final class StatusPage {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern RESOURCE = Pattern.compile(
            "<(?:script|img|link|iframe|source|object)\\b[^>]*?\\b(?:src|href|data)\\s*=\\s*[\"']?([^\"'\\s>]+)"
                    + "|url\\(\\s*[\"']?([^\"')]+)"
                    + "|@import\\s+[\"']([^\"']+)",
            Pattern.CASE_INSENSITIVE);

    private final HttpClient http;
    private final URI page;

    private StatusPage(HttpClient http, URI page) {
        this.http = http;
        this.page = page;
    }

    /**
     * Octets of the page with all its resources, uncompressed.
     *
     * @param admin {@code address:port}
     * @throws IOException when something is not served, or is to come from another host
     */
    static long octets(String admin) throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return new StatusPage(http, URI.create("http://" + admin + "/")).octets();
        }
    }

    private long octets() throws IOException, InterruptedException {
        byte[] text = fetch(page);
        Set<URI> resources = new LinkedHashSet<>();
        Matcher named = RESOURCE.matcher(new String(text, StandardCharsets.UTF_8));
        while (named.find()) {
            String name =
                    named.group(1) != null ? named.group(1) : named.group(2) != null ? named.group(2) : named.group(3);
            if (!name.startsWith("data:") && !name.startsWith("#")) {
                resources.add(page.resolve(name));
            }
        }
        long octets = text.length;
        for (URI resource : resources) {
            if (!page.getAuthority().equals(resource.getAuthority())) {
                throw new IOException(page + " wants " + resource + " (expected: nothing from other hosts)");
            }
            octets += fetch(resource).length;
        }
        return octets;
    }

    private byte[] fetch(URI uri) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200 || response.body().length == 0) {
            throw new IOException(uri + ": " + response.statusCode() + " (expected: 200 and a body)");
        }
        return response.body();
    }

    /** Text that a gateway's admin port serves. */
    static String text(String admin, String path) throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            URI uri = URI.create("http://" + admin + path);
            return new String(new StatusPage(http, uri).fetch(uri), StandardCharsets.UTF_8);
        }
    }
}
