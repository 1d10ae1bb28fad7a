package org.spean.description;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.spean.config.DescriptionSource;
import org.spean.net.ServiceTrust;

/** Gets a document from where the configuration says, bounded in size and time. Blocks. */
final class Fetch {
    static final int MAX_BYTES = 8 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(60);

    private Fetch() {}

    static byte[] of(DescriptionSource source) {
        URI location = source.location();
        try {
            if ("file".equals(location.getScheme())) {
                try (InputStream in = Files.newInputStream(Path.of(location))) {
                    return bounded(in, location);
                }
            }
            return get(location, source.trust());
        } catch (NoSuchFileException e) {
            throw new DescriptionException(location + ": no such file", e);
        } catch (IOException e) {
            throw new DescriptionException(location + ": cannot be fetched: " + reason(e), e);
        } catch (GeneralSecurityException e) {
            throw new DescriptionException(location + ": its certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private static byte[] get(URI location, List<X509Certificate> trust) throws IOException, GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {ServiceTrust.of(trust)}, null);
        HttpRequest request =
                HttpRequest.newBuilder(location).timeout(WHOLE).GET().build();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT)
                .sslContext(tls)
                .build()) {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() != 200) {
                    throw new DescriptionException(location + ": status " + response.statusCode() + " (expected: 200)");
                }
                return bounded(in, location);
            } finally {
                client.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DescriptionException(location + ": interrupted", e);
        }
    }

    private static byte[] bounded(InputStream in, URI location) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new DescriptionException(location + ": larger than " + (MAX_BYTES >> 20) + " MiB");
        }
        return bytes;
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.strip().replaceAll("\\s+", " ");
    }
}
