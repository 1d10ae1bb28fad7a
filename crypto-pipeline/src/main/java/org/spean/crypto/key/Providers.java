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

    /** Amazon Corretto Crypto Provider; {@code null} unless an operator has put it on the class path. */
    static final @Nullable Provider ACCP = corretto();

    private Providers() {}

    /** All there are besides the JDK's. */
    static List<Provider> others() {
        List<Provider> others = new ArrayList<>(2);
        if (CONSCRYPT != null) {
            others.add(CONSCRYPT);
        }
        if (ACCP != null) {
            others.add(ACCP);
        }
        return others;
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

    private static @Nullable Provider corretto() {
        try {
            return Class.forName(CORRETTO)
                    .asSubclass(Provider.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            return null; // optional, and mostly absent
        } catch (ReflectiveOperationException | LinkageError e) {
            log.info("Amazon Corretto Crypto Provider is on the class path but cannot be loaded: {}", e.toString());
            return null;
        }
    }
}
