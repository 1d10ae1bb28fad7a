package org.spean.management;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends requests: straight to the central server, or to the client port of this gateway, which takes them to it. */
public final class ManagementSender implements AutoCloseable {
    private static final int MAX_ANSWER = 1 << 20;

    private final URI url;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * Opens no connection yet.
     *
     * @param url HTTP or HTTPS
     * @param certificate that the server must show over HTTPS; {@code null}: as the JDK judges it
     * @param timeout of connecting, and of the whole request
     */
    public ManagementSender(URI url, @Nullable X509Certificate certificate, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
        if (certificate != null) {
            builder.sslContext(PinnedTrust.context(certificate));
        }
        http = builder.build();
    }

    /**
     * Sends a request once. Blocks.
     *
     * @return the id under which the central server keeps it
     * @throws ManagementException when it is refused, or the answer does not come or is none
     */
    public String send(ManagementMessage message) throws ManagementException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", message.contentType())
                .header("SOAPAction", "\"\"")
                .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()))
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            byte[] body;
            try (InputStream in = response.body()) {
                body = in.readNBytes(MAX_ANSWER);
            }
            return ManagementAnswer.requestId(message.request(), response.statusCode(), body);
        } catch (IOException e) {
            throw new ManagementException(message.request().code() + ": no answer from " + url + ": " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ManagementException(message.request().code() + ": interrupted", e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
