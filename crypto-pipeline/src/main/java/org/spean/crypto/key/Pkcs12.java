package org.spean.crypto.key;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;

/** Reads private keys from PKCS#12 files (RFC 7292), and writes them. Blocking. */
public final class Pkcs12 {
    private static final long MAX_LENGTH = 1 << 20;

    private Pkcs12() {}

    /**
     * Reads one key with its certificates, and checks that the two fit.
     *
     * @param alias which entry; {@code null} when the file holds just one key
     * @throws KeyFileException with one line that names file and reason
     */
    public static KeyEntry load(Path file, char[] password, @Nullable String alias) throws KeyFileException {
        KeyStore store = open(file, password);
        try {
            String chosen = alias == null ? onlyAlias(file, store) : known(file, store, alias);
            if (!(store.getKey(chosen, password) instanceof PrivateKey key)) {
                throw new KeyFileException(file, "entry '" + chosen + "' is not a private key");
            }
            KeyEntry entry = new KeyEntry(chain(file, store, chosen), key);
            mustFit(file, entry);
            return entry;
        } catch (UnrecoverableKeyException e) {
            throw new KeyFileException(file, "the key has another password than the file", e);
        } catch (KeyFileException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new KeyFileException(file, "cannot be read: " + oneLine(e), e);
        }
    }

    /**
     * Writes a file with one key and its certificates: by a rename, for its owner only.
     *
     * @throws KeyFileException with one line that names file and reason
     */
    static void store(Path file, char[] password, String alias, KeyEntry entry) throws KeyFileException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(alias, entry.key(), password, entry.chain().toArray(new Certificate[0]));
            put(file, password, store);
        } catch (GeneralSecurityException | IOException e) {
            throw new KeyFileException(file, "cannot be written: " + oneLine(e), e);
        }
    }

    /**
     * Gives a key of a file other certificates, and leaves all else in it as it is.
     *
     * @param alias which entry; {@code null} when the file holds just one key
     * @throws KeyFileException with one line that names file and reason
     */
    static void certify(Path file, char[] password, @Nullable String alias, List<X509Certificate> chain)
            throws KeyFileException {
        KeyEntry old = load(file, password, alias);
        KeyStore store = open(file, password);
        try {
            String chosen = alias == null ? onlyAlias(file, store) : alias;
            store.setKeyEntry(chosen, old.key(), password, chain.toArray(new Certificate[0]));
            put(file, password, store);
        } catch (KeyFileException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new KeyFileException(file, "cannot be written: " + oneLine(e), e);
        }
    }

    private static void put(Path file, char[] password, KeyStore store) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, password);
        PrivateFiles.replace(file, bytes.toByteArray());
    }

    private static KeyStore open(Path file, char[] password) throws KeyFileException {
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw new KeyFileException(file, "longer than " + MAX_LENGTH + " bytes, so no key file");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(Files.readAllBytes(file)), password);
            return store;
        } catch (NoSuchFileException e) {
            throw new KeyFileException(file, "no such file", e);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new KeyFileException(file, "wrong password", e);
            }
            throw new KeyFileException(
                    file, Files.isReadable(file) ? "not a PKCS#12 file" : "cannot be read: " + oneLine(e), e);
        } catch (KeyFileException e) {
            throw e;
        } catch (GeneralSecurityException | RuntimeException e) { // the latter from the JDK's DER reader
            throw new KeyFileException(file, "not a PKCS#12 file: " + oneLine(e), e);
        }
    }

    private static String onlyAlias(Path file, KeyStore store) throws GeneralSecurityException {
        List<String> aliases = keyAliases(store);
        if (aliases.isEmpty()) {
            throw new KeyFileException(file, "holds no private key");
        }
        if (aliases.size() > 1) {
            throw new KeyFileException(file, "holds several keys, choose one by alias: " + String.join(", ", aliases));
        }
        return aliases.getFirst();
    }

    private static String known(Path file, KeyStore store, String alias) throws GeneralSecurityException {
        if (!store.isKeyEntry(alias)) {
            throw new KeyFileException(
                    file, "no key with alias '" + alias + "' (there is: " + String.join(", ", keyAliases(store)) + ")");
        }
        return alias;
    }

    private static List<String> keyAliases(KeyStore store) throws GeneralSecurityException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        return keys;
    }

    private static List<X509Certificate> chain(Path file, KeyStore store, String alias)
            throws GeneralSecurityException {
        Certificate[] chain = store.getCertificateChain(alias);
        if (chain == null || chain.length == 0) {
            throw new KeyFileException(file, "key '" + alias + "' has no certificate");
        }
        List<X509Certificate> certificates = new ArrayList<>(chain.length);
        for (Certificate certificate : chain) {
            certificates.add((X509Certificate) certificate);
        }
        return certificates;
    }

    private static void mustFit(Path file, KeyEntry entry) throws GeneralSecurityException {
        KeyAlgorithm algorithm;
        try {
            algorithm = KeyAlgorithm.of(entry.key());
        } catch (IllegalArgumentException e) {
            throw new KeyFileException(file, oneLine(e), e);
        }
        if (entry.key() instanceof RSAPrivateCrtKey ours
                && entry.certificate().getPublicKey() instanceof RSAPublicKey shown) {
            // The JDK's first signature costs a start 50 ms; who signs by it later verifies his first one.
            if (!ours.getModulus().equals(shown.getModulus())
                    || !ours.getPublicExponent().equals(shown.getPublicExponent())
                    || !ours.getPrimeP().multiply(ours.getPrimeQ()).equals(ours.getModulus())) {
                throw new KeyFileException(file, "the private key does not fit its certificate");
            }
            return;
        }
        byte[] probe = {'S', 'p', 'e', 'a', 'n'};
        Signature signature = Signature.getInstance(algorithm.jcaName(DigestAlgorithm.SHA_256));
        signature.initSign(entry.key());
        signature.update(probe);
        byte[] signed = signature.sign();
        boolean fits;
        try {
            signature.initVerify(entry.certificate().getPublicKey());
            signature.update(probe);
            fits = signature.verify(signed);
        } catch (GeneralSecurityException e) { // a public key of another kind or size
            throw new KeyFileException(file, "the private key does not fit its certificate", e);
        }
        if (!fits) {
            throw new KeyFileException(file, "the private key does not fit its certificate");
        }
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
