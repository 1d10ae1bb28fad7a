package org.spean.timestamp;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.timestamp.TimeStampException;
import org.spean.crypto.timestamp.TimeStampRequest;
import org.spean.crypto.timestamp.VerifiedTimeStamp;
import org.spean.globalconf.TimeStampingAuthority;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** Asks authorities for time-stamps over HTTP (RFC 3161, 3.4) and believes none that is not proved. Blocks. */
final class StampQuestions implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final int WAITING = 100;
    private static final Duration IDLE = Duration.ofSeconds(10);

    /** How far an authority's clock may differ from ours. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final HttpClient http;
    private final ConnectionProvider connections;
    private final InstantSource clock;

    StampQuestions(EventLoopGroup loops, InstantSource clock) {
        this.clock = clock;
        this.connections = ConnectionProvider.builder("spean-time-stamps")
                .maxConnections(CONNECTIONS)
                .pendingAcquireMaxCount(WAITING)
                .maxIdleTime(IDLE)
                .build();
        this.http = HttpClient.create(connections).runOn(loops);
    }

    /** A verified time-stamp of now. */
    VerifiedTimeStamp ask(TimeStampingAuthority authority, TimeStampRequest request, StampSettings settings)
            throws StampException {
        Instant asked = clock.instant();
        byte[] answer = answer(authority, request.der(), settings);
        VerifiedTimeStamp stamp;
        try {
            stamp = settings.approved().accept(answer, request);
        } catch (TimeStampException e) {
            throw StampException.refused(String.valueOf(e.getMessage()), e);
        }
        Instant time = stamp.time();
        if (time.isBefore(asked.minus(SKEW)) || time.isAfter(clock.instant().plus(SKEW))) {
            throw StampException.refused(
                    "Time-stamp: is of " + time + " (expected: within " + SKEW.toMinutes() + " minutes of our clock's "
                            + clock.instant() + ")",
                    null);
        }
        return stamp;
    }

    private byte[] answer(TimeStampingAuthority authority, byte[] question, StampSettings settings)
            throws StampException {
        Duration timeout = settings.timeout();
        SslContext tls = settings.tls();
        HttpClient client = tls == null ? http : http.secure(spec -> spec.sslContext(tls));
        try {
            return Objects.requireNonNull(client.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                    .responseTimeout(timeout)
                    .headers(headers -> headers.set(HttpHeaderNames.CONTENT_TYPE, TimeStampRequest.MEDIA_TYPE)
                            .set(HttpHeaderNames.ACCEPT, TimeStampRequest.ANSWER_MEDIA_TYPE)
                            .set(HttpHeaderNames.CONTENT_LENGTH, question.length))
                    .post()
                    .uri(authority.url())
                    .send((request, out) -> out.send(Mono.just(Unpooled.wrappedBuffer(question))))
                    .response(StampQuestions::bytes)
                    .single()
                    .timeout(timeout)
                    .block());
        } catch (RuntimeException e) { // an exchange may fail by anything
            Throwable cause = Exceptions.unwrap(e);
            if (cause instanceof StampException told) {
                throw told;
            }
            boolean late =
                    cause instanceof TimeoutException || cause instanceof io.netty.handler.timeout.TimeoutException;
            String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            throw StampException.unreachable(late ? "no answer within " + timeout.toMillis() + " ms" : reason, cause);
        }
    }

    private static Mono<byte[]> bytes(HttpClientResponse response, ByteBufFlux body) {
        if (response.status().code() != 200) {
            return Mono.error(StampException.unreachable("answered " + response.status() + " (expected: 200)", null));
        }
        return body.asByteArray()
                .collect(ByteArrayOutputStream::new, StampQuestions::append)
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static void append(ByteArrayOutputStream all, byte[] more) {
        if (all.size() + more.length > TimeStampAuthorities.MAX_ANSWER_LENGTH) {
            throw Exceptions.propagate(StampException.refused(
                    "answered more than " + TimeStampAuthorities.MAX_ANSWER_LENGTH + " bytes", null));
        }
        all.writeBytes(more);
    }

    @Override
    public void close() {
        connections.disposeLater().block(Duration.ofSeconds(2));
    }
}
