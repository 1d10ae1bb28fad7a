package org.spean.net;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one certificate chain whoever asks: the authorities that a peer names are no reason to show none. Only the kind of
 * key must fit, as without that no handshake can succeed.
 */
final class OneKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "key";

    private final X509Certificate[] chain;
    private final @Nullable PrivateKey key;
    private final String algorithm;

    /**
     * Shows a chain.
     *
     * @param key {@code null} where the engine signs by other means
     */
    OneKey(List<X509Certificate> chain, @Nullable PrivateKey key) {
        this.chain = chain.toArray(X509Certificate[]::new);
        this.key = key;
        this.algorithm = chain.getFirst().getPublicKey().getAlgorithm();
    }

    private @Nullable String aliasFor(@Nullable String keyType) {
        boolean fits = keyType == null || keyType.equals(algorithm);
        return fits ? ALIAS : null;
    }

    private @Nullable String aliasFor(String @Nullable [] keyTypes) {
        if (keyTypes == null) {
            return ALIAS;
        }
        for (String keyType : keyTypes) {
            if (aliasFor(keyType) != null) {
                return ALIAS;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return aliasFor(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return aliasFor(keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return aliasFor(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return aliasFor(keyType);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return key;
    }
}
