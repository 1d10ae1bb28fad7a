package org.spean.trust;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.ocsp.OcspVerdict.Reason;
import org.spean.crypto.ocsp.SingleStatus;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.event.Events;

/**
 * Learns the status of certificates once, outside of a running gateway: from their authorities' responders, or from what
 * a gateway left on disk. Changes nothing there. Blocks; for one thread.
 */
public final class StatusInquiry implements AutoCloseable {
    private final OcspStore store;
    private final InstantSource clock;
    private final @Nullable Online online;

    /** What is known of a certificate. */
    public enum State {
        GOOD,
        REVOKED,
        UNKNOWN,
        /** There is an answer, which is not believed or too old. */
        REFUSED,
        /** There is no answer. */
        NONE
    }

    /**
     * A status.
     *
     * @param text in one line, for the operator
     * @param response that says so; absent when there is none, or it is not believed
     */
    public record Status(State state, String text, @Nullable OcspResponse response) {
        Status(State state, String text) {
            this(state, text, null);
        }
    }

    private record Online(EventLoopGroup loops, OcspQuestions questions, AuthorityStatuses authority) {}

    /**
     * Opens no connection yet.
     *
     * @param offline whether only the folder of the settings is looked at
     */
    public StatusInquiry(OcspSettings settings, boolean offline, InstantSource clock) {
        Events events = new Events(clock);
        this.store = new OcspStore(settings::directory, events);
        this.clock = clock;
        if (offline) {
            this.online = null;
        } else {
            EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
            OcspQuestions questions = new OcspQuestions(loops, () -> settings);
            this.online = new Online(loops, questions, new AuthorityStatuses(questions, events, clock));
        }
    }

    /** The status of a certificate now. Takes the time-out of the settings for each responder that does not answer. */
    public Status of(X509Certificate certificate, X509Certificate issuer, TrustAnchors anchors) {
        return online == null ? saved(certificate, issuer, anchors) : asked(online, certificate, issuer, anchors);
    }

    private Status saved(X509Certificate certificate, X509Certificate issuer, TrustAnchors anchors) {
        OcspResponse response = store.load(certificate, issuer);
        if (response == null) {
            return new Status(State.NONE, "no response on disk");
        }
        return switch (anchors.judge(response, certificate, issuer, clock.instant())) {
            case OcspVerdict.Good good -> good(response, certificate, issuer, good.until());
            case OcspVerdict.Bad bad -> new Status(state(bad.reason()), bad.message());
        };
    }

    private static Status asked(
            Online online, X509Certificate certificate, X509Certificate issuer, TrustAnchors anchors) {
        try {
            Judged judged = online.authority
                    .ask(certificate, issuer, anchors, Instant.MIN)
                    .block();
            OcspResponse response = judged == null ? null : judged.response();
            if (judged == null || response == null) {
                throw new IllegalStateException("an answer is good or an error");
            }
            return good(response, certificate, issuer, judged.until());
        } catch (RuntimeException e) {
            if (e.getCause() instanceof OcspException failure) {
                return new Status(state(failure.reason()), String.valueOf(failure.getMessage()));
            }
            throw e;
        }
    }

    private static Status good(
            OcspResponse response, X509Certificate certificate, X509Certificate issuer, Instant until) {
        SingleStatus status = response.statusOf(certificate, issuer);
        return new Status(
                State.GOOD,
                "good since " + (status == null ? response.thisUpdate() : status.thisUpdate()) + ", until " + until,
                response);
    }

    private static State state(@Nullable Reason reason) {
        return switch (reason) {
            case null -> State.NONE;
            case REVOKED -> State.REVOKED;
            case UNKNOWN_STATUS -> State.UNKNOWN;
            default -> State.REFUSED;
        };
    }

    /** Lets go of connections. */
    @Override
    public void close() {
        if (online != null) {
            online.questions.close().block();
            online.loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
    }
}
