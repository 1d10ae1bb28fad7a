package org.spean.crypto.key;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A private key in this process's memory, in the form of the provider that signs with it, which may change when a faster one
 * is found. Safe for use by many threads.
 */
public final class ProviderKey {
    private static final String PSS = "RSASSA-PSS";

    private volatile Form form;

    /**
     * The key as a provider has it.
     *
     * @param provider {@code null}: the JDK's
     * @param pss whether the provider names it as the JDK does; Conscrypt has a name for each digest
     */
    private record Form(PrivateKey key, @Nullable Provider provider, boolean pss) {}

    /**
     * Translates the key into the provider's own form, which would otherwise be done for each signature.
     *
     * @param provider {@code null}: the JDK's
     */
    ProviderKey(PrivateKey key, @Nullable Provider provider) throws GeneralSecurityException {
        boolean pss = provider == null || provider.getService("Signature", PSS) != null;
        PrivateKey own = provider == null
                ? key
                : KeyFactory.getInstance(key.getAlgorithm(), provider)
                        .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        this.form = new Form(own, provider, pss);
    }

    /** From its next signature on signs as that one, which is the same key. */
    void signAs(ProviderKey other) {
        form = other.form;
    }

    /**
     * Signs by an algorithm without parameters.
     *
     * @param algorithm as Java names it: {@code SHA256withRSA}, {@code SHA384withECDSA}
     * @param data to be digested and signed
     */
    public byte[] sign(String algorithm, byte[] data) throws GeneralSecurityException {
        Signature signature = initialised(form, algorithm);
        signature.update(data);
        return signature.sign();
    }

    /**
     * Signs by RSASSA-PSS.
     *
     * @param digest as Java names it: {@code SHA-256}
     * @param salt in bytes
     */
    public byte[] signPss(String digest, int salt, byte[] data) throws GeneralSecurityException {
        Form now = form;
        Signature signature = initialised(now, now.pss ? PSS : digest.replace("-", "") + "withRSA/PSS");
        signature.setParameter(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), salt, 1));
        signature.update(data);
        return signature.sign();
    }

    private static Signature initialised(Form form, String name) throws GeneralSecurityException {
        Provider provider = form.provider;
        Signature signature = provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
        signature.initSign(form.key);
        return signature;
    }

    /** The name of the provider. */
    String provider() {
        return Providers.name(form.provider);
    }
}
