package org.spean.testbed.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * A bank's information system: calls services through its gateway's client port on behalf of one subsystem. Bodies are
 * streamed both ways; of an answer only the beginning is kept. Nothing is sent twice by itself.
 */
public final class BankSystem implements AutoCloseable {
    private static final int KEPT = 64 * 1024;

    private final ConnectionProvider connections;
    private final HttpClient http;

    /** A system of the given subsystem ({@code instance/class/member/subsystem}) behind the gateway at that address. */
    public BankSystem(String gateway, String subsystem, Duration patience) {
        this(gateway, subsystem, patience, 8);
    }

    /** With more requests at a time, or fewer; a request beyond waits. */
    public BankSystem(String gateway, String subsystem, Duration patience, int most) {
        this.connections = ConnectionProvider.builder("bank-system")
                .maxConnections(most)
                .pendingAcquireMaxCount(-1)
                .build();
        this.http = HttpClient.create(connections)
                .baseUrl(gateway)
                .disableRetry(true) // an exchange is not sent twice under one id
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
                .responseTimeout(patience)
                .headers(h -> h.set("X-Road-Client", subsystem));
    }

    /** An answer: its status and headers, the length and SHA-256 of its body, the body's beginning, and how long it took. */
    public record Answer(
            int status, HttpHeaders headers, long length, String sha256, String beginning, Duration elapsed) {
        /** A header, or {@code null}. */
        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    /**
     * Sends one request and waits for the end of its answer.
     *
     * @param service {@code instance/class/member/subsystem/service} and whatever follows in the path
     * @param queryId goes as {@code X-Road-Id}
     * @param body nothing, for an empty one
     */
    public Mono<Answer> call(
            HttpMethod method, String service, String queryId, Map<String, String> headers, Publisher<ByteBuf> body) {
        return send(
                http.headers(h -> {
                    h.set("X-Road-Id", queryId);
                    headers.forEach(h::set);
                }),
                method,
                "/r1/" + service,
                body);
    }

    /**
     * Sends one SOAP message and waits for the end of its answer.
     *
     * @param contentType of the body: an envelope, or one with attachments
     */
    public Mono<Answer> soap(String contentType, Publisher<ByteBuf> body) {
        return send(
                http.headers(h -> h.remove("X-Road-Client")
                        .set("Content-Type", contentType)
                        .set("SOAPAction", "\"\"")),
                HttpMethod.POST,
                "/",
                body);
    }

    private static Mono<Answer> send(HttpClient client, HttpMethod method, String uri, Publisher<ByteBuf> body) {
        return Mono.defer(() -> {
            long start = System.nanoTime();
            return client.request(method)
                    .uri(uri)
                    .send(body)
                    .response((response, content) -> {
                        Received received = new Received();
                        return content.doOnNext(received::add)
                                .then(Mono.fromCallable(() ->
                                        received.answer(response.status().code(), response.responseHeaders(), start)));
                    })
                    .single();
        });
    }

    @Override
    public void close() {
        connections.dispose();
    }

    private static final class Received {
        private final MessageDigest digest = SampleBytes.digest();
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private long length;

        void add(ByteBuf part) {
            digest.update(part.nioBuffer());
            length += part.readableBytes();
            byte[] bytes = new byte[Math.min(part.readableBytes(), KEPT - kept.size())];
            part.getBytes(part.readerIndex(), bytes);
            kept.writeBytes(bytes);
        }

        Answer answer(int status, HttpHeaders headers, long start) {
            return new Answer(
                    status,
                    headers,
                    length,
                    HexFormat.of().formatHex(digest.digest()),
                    kept.toString(StandardCharsets.UTF_8),
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
