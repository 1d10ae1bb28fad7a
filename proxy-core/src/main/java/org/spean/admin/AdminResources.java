package org.spean.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.spean.health.Health;
import org.spean.monitoring.Metrics;
import org.spean.net.EventLoops;

/** Everything that the admin port has. A further page is one more of them. */
public final class AdminResources {
    private static final String PAGE = "status.html";

    private AdminResources() {}

    /**
     * The resources of a gateway.
     *
     * @param loops of the data plane, at present
     * @param work whether it should be given work
     */
    public static List<AdminResource> all(
            Supplier<EventLoops> loops, Health work, Metrics metrics, StatusReader status) {
        return List.of(
                new LiveResource(loops),
                new ReadyResource(work),
                new MetricsResource(metrics),
                new StatusResource(status),
                new EventsResource(status),
                new FileResource("/", "text/html; charset=utf-8", PAGE, policy()),
                new FileResource("/api/openapi.yaml", "application/yaml", "openapi.yaml", null));
    }

    /** The page's own style and script, by their digests, and nothing else; it asks nobody but this port. */
    private static String policy() {
        String page = new String(FileResource.bytes(PAGE), UTF_8);
        return "default-src 'none'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'; style-src " + digest(page, "style") + "; script-src "
                + digest(page, "script");
    }

    private static String digest(String page, String element) {
        int begin = page.indexOf("<" + element + ">") + element.length() + 2;
        String content = page.substring(begin, page.indexOf("</" + element + ">", begin));
        try {
            return "'sha256-"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8)))
                    + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
