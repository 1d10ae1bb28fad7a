package org.spean.confclient;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.config.GlobalConfSource;
import org.spean.config.GlobalConfSource.SourceTls;
import org.spean.net.CentralTls;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Gets directories and parts over HTTP and HTTPS; bounded in size and time. Blocks; not for event loops. */
final class SourceHttp implements AutoCloseable {
    static final int MAX_DIRECTORY = 1 << 20;
    static final long MAX_PART = 256L << 20;
    private static final int CHUNKS = 16;
    private static final int NOT_FOUND = 404;

    /** A directory as it came. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(byte[] body, String contentType) {}

    private record Secured(SourceTls tls, SslContext context) {}

    private final LoopResources loops = LoopResources.create("spean-confclient", 1, true);
    private volatile @Nullable Secured secured;

    /** The directory at a URL; null where there is none. */
    @Nullable
    Answer directory(URI url, GlobalConfSource source) throws SourceException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String[] contentType = {""};
        int status = read(SourceException.Cause.DIRECTORY, url, source, MAX_DIRECTORY, bytes, contentType);
        return status == NOT_FOUND ? null : new Answer(bytes.toByteArray(), contentType[0]);
    }

    /** Downloads a part into a new file, if it has this digest; else there is no such file. */
    void part(URI url, GlobalConfSource source, Path file, DirectoryItem item) throws SourceException {
        DigestingFile out = DigestingFile.create(url, file, item.algorithm());
        try (out) {
            int status = read(SourceException.Cause.PART, url, source, MAX_PART, out, new String[] {""});
            if (status == NOT_FOUND) {
                throw new SourceException(SourceException.Cause.PART, url, "answered 404");
            }
            if (!out.digest().equals(item.digest())) {
                throw new SourceException(
                        SourceException.Cause.PART,
                        url,
                        "its " + item.algorithm().headerName() + " is not the one in the directory");
            }
            out.keep();
        } catch (IOException e) {
            throw new SourceException(SourceException.Cause.PART, url, "cannot be written: " + e.getMessage(), e);
        }
    }

    private int read(
            SourceException.Cause cause,
            URI url,
            GlobalConfSource source,
            long most,
            OutputStream out,
            String[] contentType)
            throws SourceException {
        Duration timeout = source.timeout();
        long until = System.nanoTime() + timeout.toNanos();
        try (Stream<byte[]> chunks = client(url, source)
                .get()
                .uri(url)
                .response((response, body) -> {
                    contentType[0] = response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
                    return content(response, body, most);
                })
                .timeout(timeout)
                .toStream(CHUNKS)) {
            long length = 0;
            for (Iterator<byte[]> next = chunks.iterator(); next.hasNext(); ) {
                byte[] chunk = next.next();
                length += chunk.length;
                if (length > most) {
                    throw new OversizedException(length, most);
                }
                if (System.nanoTime() > until) {
                    throw new TimeoutException();
                }
                out.write(chunk);
            }
            return 200;
        } catch (RuntimeException | IOException | TimeoutException e) {
            Throwable failure = Exceptions.unwrap(e);
            if (failure instanceof StatusException status && status.code == NOT_FOUND) {
                return NOT_FOUND;
            }
            throw failed(cause, url, timeout, failure);
        }
    }

    private static Flux<byte[]> content(HttpClientResponse response, ByteBufFlux body, long most) {
        if (response.status().code() != 200) {
            return Flux.error(new StatusException(response.status().code()));
        }
        String length = response.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH, "0");
        if (length.length() > 18 || Long.parseLong(length) > most) {
            return Flux.error(new OversizedException(Long.MAX_VALUE, most));
        }
        return body.map(SourceHttp::bytes);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    private static SourceException failed(SourceException.Cause cause, URI url, Duration timeout, Throwable failure) {
        if (failure instanceof OversizedException) {
            return new SourceException(cause, url, String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof PrematureCloseException
                && String.valueOf(failure.getMessage()).contains("DURING")) {
            return new SourceException(cause, url, "truncated: the connection ended before the answer did", failure);
        }
        if (failure.getCause() instanceof TimeoutException || failure instanceof TimeoutException) {
            return new SourceException(
                    SourceException.Cause.UNREACHABLE, url, "no whole answer within " + timeout.toMillis() + " ms");
        }
        String reason = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return new SourceException(
                SourceException.Cause.UNREACHABLE,
                url,
                reason.isBlank() ? failure.getClass().getSimpleName() : reason,
                failure);
    }

    private HttpClient client(URI url, GlobalConfSource source) throws SourceException {
        HttpClient client = HttpClient.create(ConnectionProvider.newConnection())
                .runOn(loops)
                .keepAlive(false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(source.timeout().toMillis(), 10_000))
                .responseTimeout(source.timeout())
                .headers(headers -> headers.set(HttpHeaderNames.USER_AGENT, "spean"));
        if (!"https".equals(url.getScheme())) {
            return client; // and a start over HTTP does not wait for TLS to be made ready
        }
        SslContext context = context(source.tls());
        return client.secure(spec -> spec.sslContext(context));
    }

    private SslContext context(SourceTls tls) throws SourceException {
        Secured now = secured;
        if (now == null || !now.tls.equals(tls)) {
            now = new Secured(tls, newContext(tls));
            secured = now;
        }
        return now.context;
    }

    private static SslContext newContext(SourceTls tls) throws SourceException {
        try {
            return tls.verify() ? CentralTls.context(tls.trust(), tls.offer()) : CentralTls.unverified(tls.offer());
        } catch (IllegalStateException e) {
            throw new SourceException(
                    SourceException.Cause.UNREACHABLE, URI.create("https:"), String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1))
                .onErrorResume(e -> Mono.empty())
                .block(Duration.ofNanos(TimeUnit.SECONDS.toNanos(3)));
    }

    private static final class StatusException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int code;

        StatusException(int code) {
            super("answered " + code + " (expected: 200)", null, false, false);
            this.code = code;
        }
    }

    private static final class OversizedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OversizedException(long length, long most) {
            super(
                    "oversized: more than " + most + " bytes" + (length == Long.MAX_VALUE ? " announced" : " sent"),
                    null,
                    false,
                    false);
        }
    }
}
