package org.spean.net;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the signatures of the JDK's TLS with a {@link HandshakeKey}, and nothing else: whoever looks for a provider by
 * another key finds the one it would have found without this.
 */
final class HandshakeProvider extends Provider {
    private static final long serialVersionUID = 1;
    private static final String PSS = "RSASSA-PSS";
    private static final List<String> PLAIN = List.of("SHA256withRSA", "SHA384withRSA", "SHA512withRSA");

    private HandshakeProvider() {
        super("SpeanHandshakes", "1", "signatures of TLS handshakes by whoever signs fastest");
        putService(new Signatures(this, PSS));
        PLAIN.forEach(algorithm -> putService(new Signatures(this, algorithm)));
    }

    /** Lets the JDK's TLS find it. Safe to be called often, by many threads. */
    static void install() {
        Installed.once();
    }

    private static final class Installed {
        static {
            Security.addProvider(new HandshakeProvider());
        }

        private Installed() {}

        /** Loads this class. */
        static void once() {}
    }

    private static final class Signatures extends Service {
        Signatures(Provider provider, String algorithm) {
            super(
                    provider,
                    "Signature",
                    algorithm,
                    HandshakeSignature.class.getName(),
                    null,
                    Map.of("SupportedKeyClasses", HandshakeKey.class.getName()));
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return new HandshakeSignature(getAlgorithm().equals(PSS) ? null : getAlgorithm());
        }

        @Override
        public boolean supportsParameter(@Nullable Object parameter) {
            return parameter instanceof HandshakeKey;
        }
    }
}
