package org.spean.gateway;

import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.config.TimestampingConfig;
import org.spean.config.TlsConfig;
import org.spean.net.CentralTls;
import org.spean.view.Change;
import org.spean.view.Successor;
import org.spean.view.View;

/** TLS towards one kind of authorities with https URLs, as the configuration of now wants it. */
final class AuthorityTls implements Successor {

    private final String key;
    private final Function<GatewayConfig, Terms> terms;
    private volatile @Nullable Made current;

    /** Whom to believe, and what to offer. */
    record Terms(List<X509Certificate> trust, TlsConfig offer) {}

    private record Made(Terms terms, SslContext context) {}

    /** @param key of the configuration, that a refusal names */
    AuthorityTls(String key, Function<GatewayConfig, Terms> terms) {
        this.key = key;
        this.terms = terms;
    }

    /** Towards time-stamping authorities. */
    static AuthorityTls ofTimeStamping() {
        return new AuthorityTls("timestamping.tls", config -> {
            TimestampingConfig stamping = config.timestamping();
            return new Terms(stamping.trust(), stamping.tls());
        });
    }

    /** For the next connection. */
    SslContext context() {
        return Objects.requireNonNull(current, "no configuration is in use yet").context;
    }

    @Override
    public Change prepare(View next) {
        Made before = current;
        Terms wanted = terms.apply(next.config());
        if (before != null && before.terms.equals(wanted)) {
            return Change.NONE;
        }
        Made made;
        try {
            made = new Made(wanted, CentralTls.context(wanted.trust, wanted.offer));
        } catch (IllegalStateException e) {
            throw new ConfigurationException(next.config().file(), key, String.valueOf(e.getMessage()), e);
        }
        return new Change() {
            @Override
            public void take() {
                current = made;
            }

            @Override
            public void discard() {
                // nothing is open
            }
        };
    }
}
