package org.spean.crypto.key;

import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cryptographic providers at hand, loaded once and used as objects. {@code null} stands for the JDK's own: its
 * providers are many, and it knows itself which of them serves an algorithm.
 */
final class Providers {
    private static final Logger log = LoggerFactory.getLogger(Providers.class);
    private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    /** BoringSSL; {@code null} on a platform for which it is not built. */
    static final @Nullable Provider CONSCRYPT = conscrypt();

    private Providers() {}

    /** All there are besides the JDK's. */
    static List<Provider> others() {
        List<Provider> others = new ArrayList<>(2);
        if (CONSCRYPT != null) {
            others.add(CONSCRYPT);
        }
        if (Corretto.PROVIDER != null) {
            others.add(Corretto.PROVIDER);
        }
        return others;
    }

    /** {@code null} where it is absent or not built for the platform. */
    static @Nullable Provider corretto() {
        return Corretto.PROVIDER;
    }

    static String name(@Nullable Provider provider) {
        return provider == null ? "JDK" : provider.getName();
    }

    private static @Nullable Provider conscrypt() {
        try {
            return Conscrypt.newProvider();
        } catch (LinkageError e) {
            log.info("Conscrypt is not available on this platform, the JDK signs and verifies: {}", e.toString());
            return null;
        }
    }

    /** Loaded only by who signs, as it takes a few hundred milliseconds: it unpacks a library and tests itself. */
    private static final class Corretto {
        /** Amazon Corretto Crypto Provider (AWS-LC); {@code null} where it is absent or not built for the platform. */
        static final @Nullable Provider PROVIDER = load();

        private static @Nullable Provider load() {
            try {
                return Class.forName(CORRETTO)
                        .asSubclass(Provider.class)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException | LinkageError e) {
                log.info("Amazon Corretto Crypto Provider cannot be loaded, others sign: {}", e.toString());
                return null;
            }
        }
    }
}
