package org.spean.crypto.key;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * Lets the JDK's TLS agree on keys over NIST curves (ECDHE, RFC 8422) by Amazon Corretto Crypto Provider, which takes a quarter of
 * the time that the JDK takes for X25519, and less than a tenth of what it takes for P-256. TLS of the JDK looks for providers by
 * itself, so this one is put before all others of the process, with these two algorithms and nothing else.
 *
 * <p>Safe for use by many threads.
 */
public final class EphemeralKeys extends Provider {
    private static final long serialVersionUID = 1;

    private EphemeralKeys(Provider theirs) {
        super("SpeanEphemeralKeys", "1", "ECDH by " + theirs.getName());
        lend(theirs, "KeyPairGenerator", "EC");
        lend(theirs, "KeyAgreement", "ECDH");
    }

    /**
     * Puts it in its place, once. May take a few hundred milliseconds the first time.
     *
     * @return whether it is there; {@code false} on a platform for which Corretto is not built
     */
    public static boolean install() {
        return Installed.DONE;
    }

    private void lend(Provider theirs, String type, String algorithm) {
        Service service = theirs.getService(type, algorithm);
        if (service != null) {
            putService(new Lent(this, service));
        }
    }

    private static final class Installed {
        static final boolean DONE = once();

        private Installed() {}

        private static boolean once() {
            Provider corretto = Providers.corretto();
            if (corretto == null) {
                return false;
            }
            EphemeralKeys ours = new EphemeralKeys(corretto);
            if (ours.getServices().size() < 2) {
                return false;
            }
            Security.insertProviderAt(ours, 1);
            return true;
        }
    }

    /** A service of another provider under our name. */
    private static final class Lent extends Service {
        private final Service theirs;

        Lent(Provider ours, Service theirs) {
            super(ours, theirs.getType(), theirs.getAlgorithm(), theirs.getClassName(), null, null);
            this.theirs = theirs;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return theirs.newInstance(parameter);
        }

        @Override
        public boolean supportsParameter(Object parameter) {
            return theirs.supportsParameter(parameter);
        }
    }
}
