package org.spean.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.spean.file.Exposure;

/** Reads the small files a configuration names, and remembers which and the key files, so that a change of them is a change of it. */
final class SideFiles {
    private static final int MAX_BYTES = 1 << 20;

    private final Function<String, @Nullable String> environment;
    private final Set<Path> read = new LinkedHashSet<>();

    SideFiles(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    Set<Path> read() {
        return read;
    }

    KeyFile keyFile(Section s, Setting file, Setting passwordFile, Setting passwordEnv, Setting alias) {
        Path path = s.path(file);
        if (!Files.isRegularFile(path)) {
            throw s.error(file, "no such file: " + path);
        }
        if (!Files.isReadable(path)) {
            throw s.error(file, "not readable: " + path);
        }
        read.add(path);
        requirePrivate(s, file, path);
        return new KeyFile(path, secret(s, passwordFile, passwordEnv), s.optionalText(alias));
    }

    /** Every certificate of the PEM (or DER) files of a list. */
    List<X509Certificate> certificates(Section s, Setting setting) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String name : s.texts(setting)) {
            certificates.addAll(certificates(s, setting, s.resolve(name)));
        }
        return certificates;
    }

    /** The certificates of one such file, as one's own and those above it. */
    List<X509Certificate> certificate(Section s, Setting setting) {
        return certificates(s, setting, s.path(setting));
    }

    private List<X509Certificate> certificates(Section s, Setting setting, Path path) {
        List<X509Certificate> certificates = new ArrayList<>();
        try (InputStream in = new ByteArrayInputStream(bytes(path))) {
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.add((X509Certificate) c);
            }
        } catch (IOException e) {
            throw s.error(setting, "cannot be read: " + path, e);
        } catch (CertificateException e) {
            throw s.error(setting, "no certificate in " + path, e);
        }
        if (certificates.isEmpty()) {
            throw s.error(setting, "no certificate in " + path);
        }
        return certificates;
    }

    /** A password or PIN: the first line of a file, or an environment variable; one of both must be given. */
    Secret secret(Section s, Setting passwordFile, Setting passwordEnv) {
        String variable = s.optionalText(passwordEnv);
        if (s.has(passwordFile) == (variable != null)) {
            throw s.error(
                    passwordFile,
                    (variable == null ? "missing" : "given beside " + passwordEnv.key()) + " (expected: one of "
                            + passwordFile.key() + ", " + passwordEnv.key() + ")");
        }
        if (variable != null) {
            String value = environment.apply(variable);
            if (value == null) {
                throw s.error(passwordEnv, "environment variable " + variable + " is not set");
            }
            char[] copy = value.toCharArray();
            try {
                return new Secret(copy);
            } finally {
                Arrays.fill(copy, '\0');
            }
        }
        Path path = s.path(passwordFile);
        byte[] content;
        try {
            content = bytes(path);
        } catch (IOException e) {
            throw s.error(passwordFile, "cannot be read: " + path, e);
        }
        try {
            requirePrivate(s, passwordFile, path);
            return Secret.firstLine(content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** What proves who the gateway is must not be within reach of all who have an account on its machine. */
    void requirePrivate(Section s, Setting setting, Path path) {
        refuse(s, setting, path, Exposure::of, "o-rwx");
    }

    /** The same of a folder of keys, as far as it is there: of itself, and each of its PKCS#12 files. */
    void requirePrivateKeys(Section s, Setting setting, Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        refuse(s, setting, folder, Exposure::ofFolder, "o-w");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.p12")) {
            for (Path file : files) {
                requirePrivate(s, setting, file);
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw s.error(setting, "cannot be read: " + folder, e);
        }
    }

    private interface Look {
        @Nullable
        String at(Path path) throws IOException;
    }

    private static void refuse(Section s, Setting setting, Path path, Look look, String change) {
        String exposure;
        try {
            exposure = look.at(path);
        } catch (IOException e) {
            throw s.error(setting, "cannot be read: " + path, e);
        }
        if (exposure != null) {
            throw s.error(
                    setting,
                    exposure + ": " + path + " (expected: its owner and group only, as by chmod " + change + ")");
        }
    }

    private byte[] bytes(Path path) throws IOException {
        return bytes(path, MAX_BYTES);
    }

    /** A whole file of at most so many bytes. */
    byte[] bytes(Path path, int most) throws IOException {
        read.add(path);
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException("larger than " + Units.sizeText(most));
            }
            return bytes;
        }
    }
}
