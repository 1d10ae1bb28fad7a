package org.spean.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.trust.TrustAnchors;
import reactor.core.publisher.Mono;

/**
 * Questions for the status of certificates, each shared by all who ask it while it is under way. A failure is remembered
 * for a second, so that a responder that is down is not asked by every exchange. Safe for use by many threads.
 */
final class SharedQuestions<V> {
    private static final int MOST = 10_000;
    private static final Duration FAILURE_MEMORY = Duration.ofSeconds(1);

    private final Map<Asked, Mono<V>> asking = new ConcurrentHashMap<>();
    private final Cache<X509Certificate, OcspException> failed = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(FAILURE_MEMORY)
            .build();

    /** Anchors compare by identity: what was found under one state does not hold under the next. */
    private record Asked(X509Certificate about, TrustAnchors anchors) {}

    /** How the last question failed, if that was just now. */
    @Nullable
    OcspException failure(X509Certificate about) {
        return failed.getIfPresent(about);
    }

    /** The answer under way, or that of a new question. */
    Mono<V> ask(X509Certificate about, TrustAnchors anchors, Supplier<Mono<V>> question) {
        Asked key = new Asked(about, anchors);
        return asking.computeIfAbsent(
                key,
                absent -> Mono.defer(question)
                        .doOnError(OcspException.class, failure -> failed.put(about, failure))
                        .doOnTerminate(() -> asking.remove(key)) // before anybody hears of the end and asks again
                        .cache());
    }
}
