package org.spean.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Keys and certificates of a set: {@code ca}, {@code ocsp}, {@code tsa}, {@code bank-sign}, {@code bank-auth}, {@code moi-sign},
 * {@code moi-auth}, {@code gw-sign}, {@code gw-auth}, {@code bank-internal-tls}… and {@code ica}, {@code ocsp-ica} in set ica.
 */
public record Pki(Path folder) {
    /** Of every key store. */
    public static final String PASSWORD = "camdx";

    /** PKCS#12 store of a name; its alias is the name. */
    public Path keyStore(String name) {
        return folder.resolve(name + ".p12");
    }

    /** The certificate of a name. */
    public X509Certificate certificate(String name) {
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".crt.der"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Whether an intermediate authority, {@code ica} with the responder {@code ocsp-ica}, has issued the certificates of members
     * and servers.
     */
    public boolean hasIntermediate() {
        return Files.exists(keyStore("ica"));
    }

    /** The certificate of a name, and that of the intermediate authority if one has issued it. */
    public List<X509Certificate> chain(String name) {
        return hasIntermediate() ? List.of(certificate(name), certificate("ica")) : List.of(certificate(name));
    }

    /** The private key of a name. */
    public PrivateKey key(String name) {
        try {
            KeyStore store = KeyStore.getInstance(keyStore(name).toFile(), PASSWORD.toCharArray());
            return (PrivateKey) store.getKey(name, PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
