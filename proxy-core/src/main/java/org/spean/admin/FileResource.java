package org.spean.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/** A file that comes with the gateway, read when it is asked for. */
final class FileResource implements AdminResource {
    private final @Nullable String policy;

    private final String path;
    private final String type;
    private final String name;

    /** @param policy of its contents, {@code null}: it has none to protect */
    FileResource(String path, String type, String name, @Nullable String policy) {
        this.path = path;
        this.type = type;
        this.name = name;
        this.policy = policy;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Publisher<Void> answer(HttpServerResponse response) {
        if (policy != null) {
            response.header("Content-Security-Policy", policy);
        }
        return Text.send(response, 200, type, bytes(name));
    }

    static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(FileResource.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
