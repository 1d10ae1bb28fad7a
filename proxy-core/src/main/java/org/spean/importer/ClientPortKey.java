package org.spean.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.Pkcs12;

/**
 * Carries over the key of the HTTPS port for information systems, and towards services: {@code ssl/internal.p12}, read in place, or, if it is
 * not there, {@code ssl/internal.crt} and {@code .key}, put into a file of our own.
 */
final class ClientPortKey {
    /** The password X-Road gives to the file; it protects nothing. */
    private static final String USUAL_PASSWORD = "internal";

    private static final String VARIABLE = "SPEAN_CLIENT_TLS_PASSWORD";

    private final XRoadFolder folder;
    private final ConfigTree config;
    private final OutputFiles files;
    private final ImportReport report;

    ClientPortKey(XRoadFolder folder, ConfigTree config, OutputFiles files, ImportReport report) {
        this.folder = folder;
        this.config = config;
        this.files = files;
        this.report = report;
    }

    /** Whether there is a key. */
    boolean map() {
        Path p12 = folder.resolve("ssl/internal.p12");
        Path key = folder.resolve("ssl/internal.key");
        Path certificate = folder.resolve("ssl/internal.crt");
        if (Files.exists(p12)) {
            inPlace(p12);
            return true;
        }
        if (Files.exists(key) && Files.exists(certificate)) {
            ofPem(key, certificate);
            return true;
        }
        report.left(
                "ssl", "HTTPS port for information systems", "neither internal.p12 nor internal.key with internal.crt");
        return false;
    }

    private void inPlace(Path p12) {
        set("file", p12.toString());
        try {
            Pkcs12.load(p12, USUAL_PASSWORD.toCharArray(), null);
            set("passwordFile", files.addSecret("client-tls.password", USUAL_PASSWORD));
        } catch (KeyFileException e) {
            set("passwordEnv", VARIABLE);
            report.toDo(
                    folder.name(p12),
                    "set the environment variable " + VARIABLE + " to its password",
                    "it does not open with X-Road's usual one: " + e.getMessage());
        }
    }

    /** X-Road shows the same certificate to services. */
    private void set(String key, String value) {
        config.set("keys.clientTls." + key, value);
        config.set("keys.serviceTls." + key, value);
    }

    private void ofPem(Path keyFile, Path certificateFile) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        try (var in = Files.newInputStream(certificateFile)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("internal", key(keyFile), password.toCharArray(), chain);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, password.toCharArray());
            set("file", files.add("client-tls.p12", out.toByteArray()));
            set("passwordFile", files.addSecret("client-tls.password", password));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new ImportException(keyFile, "cannot be used with its certificate: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        try (Reader in = Files.newBufferedReader(file);
                PEMParser pem = new PEMParser(in)) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            return switch (pem.readObject()) {
                case PEMKeyPair pair -> converter.getKeyPair(pair).getPrivate();
                case PrivateKeyInfo info -> converter.getPrivateKey(info);
                case null, default -> throw new IOException("no private key in PEM");
            };
        }
    }
}
