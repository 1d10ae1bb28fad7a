package org.spean.testbed.authority;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate with its private key.
 *
 * @param chain leaf first, then the intermediate authorities; the top one is not part of it
 */
public record Issued(List<X509Certificate> chain, PrivateKey key) {
    /** Reads the only key of a PKCS#12 file. */
    public static Issued readPkcs12(Path file, String pin) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, pin.toCharArray());
            String alias = store.aliases().nextElement();
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : store.getCertificateChain(alias)) {
                X509Certificate x509 = (X509Certificate) certificate;
                if (chain.isEmpty() || !x509.getSubjectX500Principal().equals(x509.getIssuerX500Principal())) {
                    chain.add(x509);
                }
            }
            return new Issued(List.copyOf(chain), (PrivateKey) store.getKey(alias, pin.toCharArray()));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read " + file, e);
        }
    }

    /** The certificate itself. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Writes key and chain into a PKCS#12 file under the given alias. */
    public Path writePkcs12(Path file, String alias, String pin) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(alias, key, pin.toCharArray(), chain.toArray(new Certificate[0]));
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, pin.toCharArray());
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot write " + file, e);
        }
        if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    /** Writes the certificate alone as PEM. */
    public Path writePem(Path file) throws IOException {
        return Files.writeString(file, pem(certificate()), StandardCharsets.US_ASCII);
    }

    /** The whole chain as PEM, the certificate itself first. */
    public String pemChain() throws IOException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate one : chain) {
            text.append(pem(one));
        }
        return text.toString();
    }

    /** The key as PEM, not encrypted. */
    public String pemKey() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** A certificate as PEM. */
    public static String pem(X509Certificate certificate) throws IOException {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot encode the certificate of " + certificate.getSubjectX500Principal(), e);
        }
    }

    private static String pem(String what, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}
