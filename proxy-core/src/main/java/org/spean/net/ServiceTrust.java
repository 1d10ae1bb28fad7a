package org.spean.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a service that shows exactly a certificate listed for it, whatever its name; any other must lead to one of those
 * listed, or to one of the JDK's authorities when none is, and bear the service's host name.
 */
public final class ServiceTrust extends X509ExtendedTrustManager {
    private final List<X509Certificate> listed;
    private final Supplier<X509ExtendedTrustManager> authorities;

    private ServiceTrust(List<X509Certificate> listed, Supplier<X509ExtendedTrustManager> authorities) {
        this.listed = listed;
        this.authorities = authorities;
    }

    /** Of the certificates and authorities listed for a service; none: the JDK's authorities. */
    public static ServiceTrust of(List<X509Certificate> listed) throws GeneralSecurityException {
        if (listed.isEmpty()) {
            return new ServiceTrust(listed, () -> OfJdk.AUTHORITIES);
        }
        X509ExtendedTrustManager authorities = manager(store(listed));
        return new ServiceTrust(listed, () -> authorities);
    }

    /** The JDK's authorities: some hundred and fifty, read when the first service with a certificate of one is asked. */
    private static final class OfJdk {
        static final X509ExtendedTrustManager AUTHORITIES = load();

        private static X509ExtendedTrustManager load() {
            try {
                return manager(null);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the JDK's authorities cannot be read", e);
            }
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore of) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(of);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("the JDK has no trust manager that looks at host names");
    }

    private static KeyStore store(List<X509Certificate> certificates) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty store is read from nothing", e);
        }
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("trusted-" + i, certificates.get(i));
        }
        return store;
    }

    private boolean pinned(X509Certificate[] chain) {
        return chain.length > 0 && listed.contains(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (!pinned(chain)) {
            authorities.get().checkServerTrusted(chain, authType, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (!pinned(chain)) {
            authorities.get().checkServerTrusted(chain, authType, socket);
        }
    }

    /** Without a connection there is no host name to compare, so only a pinned certificate passes. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (!pinned(chain)) {
            throw new CertificateException("not a certificate listed for this service");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("services are servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("services are servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("services are servers");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.get().getAcceptedIssuers();
    }
}
