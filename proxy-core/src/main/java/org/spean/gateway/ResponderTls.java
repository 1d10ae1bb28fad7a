package org.spean.gateway;

import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.config.OcspConfig;
import org.spean.config.TlsConfig;
import org.spean.net.CentralTls;
import org.spean.view.Change;
import org.spean.view.Successor;
import org.spean.view.View;

/** TLS towards OCSP responders with https URLs, as the configuration of now wants it. */
final class ResponderTls implements Successor {

    private volatile @Nullable Made current;

    private record Made(List<X509Certificate> trust, TlsConfig offer, SslContext context) {}

    /** For the next connection. */
    SslContext context() {
        return Objects.requireNonNull(current, "no configuration is in use yet").context;
    }

    @Override
    public Change prepare(View next) {
        Made before = current;
        OcspConfig config = next.config().ocsp();
        if (before != null && before.trust.equals(config.trust()) && before.offer.equals(config.tls())) {
            return Change.NONE;
        }
        Made made;
        try {
            made = new Made(config.trust(), config.tls(), CentralTls.context(config.trust(), config.tls()));
        } catch (IllegalStateException e) {
            throw new ConfigurationException(next.config().file(), "ocsp.tls", String.valueOf(e.getMessage()), e);
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
