package org.spean.trust;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.ocsp.OcspRequest;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspResponseException;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** Asks for OCSP responses over HTTP: responders of authorities (RFC 6960 appendix A), and peers on port 5577. */
final class OcspQuestions {
    private static final int CONNECTIONS = 64;
    private static final int WAITING = 1000;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 256 * 1024;
    private static final String RESPONSE_TYPE = "application/ocsp-response";

    /** Longest question sent by GET, in Base64 (RFC 6960, A.1). */
    private static final int LONGEST_GET = 255;

    private final HttpClient http;
    private final ConnectionProvider connections;
    private final Supplier<OcspSettings> settings;

    OcspQuestions(EventLoopGroup loops, Supplier<OcspSettings> settings) {
        this.settings = settings;
        this.connections = ConnectionProvider.builder("spean-ocsp")
                .maxConnections(CONNECTIONS)
                .pendingAcquireMaxCount(WAITING)
                .maxIdleTime(IDLE)
                .build();
        this.http = HttpClient.create(connections).runOn(loops);
    }

    private HttpClient http(Duration timeout) {
        SslContext tls = settings.get().tls();
        HttpClient client = tls == null ? http : http.secure(spec -> spec.sslContext(tls));
        return client.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .responseTimeout(timeout);
    }

    /** What a responder says of a certificate, asked by GET; unverified. Empty when question or address do not allow that. */
    Mono<OcspResponse> get(URI responder, X509Certificate subject, X509Certificate issuer) {
        String question = Base64.getEncoder().encodeToString(OcspRequest.encode(subject, issuer));
        if (question.length() > LONGEST_GET || responder.getRawQuery() != null) {
            return Mono.empty();
        }
        String base = responder.toString();
        String uri = base + (base.endsWith("/") ? "" : "/") + URLEncoder.encode(question, StandardCharsets.US_ASCII);
        return answer(http(settings.get().timeout())
                .headers(headers -> headers.set(HttpHeaderNames.ACCEPT, RESPONSE_TYPE))
                .get()
                .uri(uri)
                .response((response, body) -> bytes(response, body, RESPONSE_TYPE)));
    }

    /** The same, asked by POST. */
    Mono<OcspResponse> post(URI responder, X509Certificate subject, X509Certificate issuer) {
        byte[] question = OcspRequest.encode(subject, issuer);
        return answer(http(settings.get().timeout())
                .headers(headers -> headers.set(HttpHeaderNames.CONTENT_TYPE, "application/ocsp-request")
                        .set(HttpHeaderNames.ACCEPT, RESPONSE_TYPE)
                        .set(HttpHeaderNames.CONTENT_LENGTH, question.length))
                .post()
                .uri(responder)
                .send((request, out) -> out.send(Mono.just(Unpooled.wrappedBuffer(question))))
                .response((response, body) -> bytes(response, body, RESPONSE_TYPE)));
    }

    private Mono<OcspResponse> answer(Flux<byte[]> answer) {
        return answer.single().timeout(settings.get().timeout()).map(OcspQuestions::parse);
    }

    /** Whether a question failed before anything was sent: then another to the same host is no use. */
    static boolean unconnected(Throwable failure) {
        return failure instanceof ConnectException || failure instanceof UnknownHostException;
    }

    /** What a peer holds of its own certificate; unverified. Asks with both hashes, as old peers know only the first. */
    Mono<List<OcspResponse>> peer(String address, X509Certificate subject) {
        String host = address.indexOf(':') >= 0 && !address.startsWith("[") ? "[" + address + "]" : address;
        String uri = "http://" + host + ":" + settings.get().port() + "/?cert="
                + CertHash.sha1(subject).hex() + "&cert_hash="
                + CertHash.sha256(subject).hex();
        return http(settings.get().timeout())
                .headers(headers -> headers.set(HttpHeaderNames.ACCEPT, "multipart/related"))
                .get()
                .uri(uri)
                .response((response, body) -> bytes(response, body, "multipart/related")
                        .map(bytes -> OcspMultipart.read(
                                response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE, ""), bytes)))
                .single()
                .timeout(settings.get().timeout())
                .map(parts -> parts.stream().map(OcspQuestions::parse).toList());
    }

    private static Mono<byte[]> bytes(HttpClientResponse response, ByteBufFlux body, String type) {
        String contentType = response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        if (response.status().code() != 200 || !contentType.startsWith(type)) {
            return Mono.error(new OcspException(
                    "answered " + response.status() + ", '" + contentType + "' (expected: 200, " + type + ")"));
        }
        return body.asByteArray()
                .collect(ByteArrayOutputStream::new, OcspQuestions::append)
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static void append(ByteArrayOutputStream all, byte[] more) {
        if (all.size() + more.length > MOST_BYTES) {
            throw Exceptions.propagate(OcspException.malformed("answered more than " + MOST_BYTES + " bytes", null));
        }
        all.writeBytes(more);
    }

    private static OcspResponse parse(byte[] der) {
        try {
            return OcspResponse.parse(der);
        } catch (OcspResponseException e) {
            throw Exceptions.propagate(
                    OcspException.malformed("answered what is no good response: " + e.getMessage(), e));
        }
    }

    Mono<Void> close() {
        return connections.disposeLater();
    }
}
