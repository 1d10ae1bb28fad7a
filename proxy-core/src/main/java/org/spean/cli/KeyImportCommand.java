package org.spean.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.StoredKey;
import org.spean.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "import-cert",
        mixinStandardHelpOptions = true,
        description = {
            "Gives a key the certificate that an authority has issued for it. The key is found by the certificate, which must",
            "fit it, lead to an approved authority, follow its profile, name the member, and be valid."
        })
final class KeyImportCommand implements Callable<Integer> {
    private static final int MAX_BYTES = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Parameters(
            index = "0",
            paramLabel = "CERTIFICATE",
            description = "PEM or DER; those of intermediate authorities may follow")
    private Path file;

    @Option(names = "--inactive", description = "do not use it until 'activate'")
    private boolean inactive;

    @Override
    public Integer call() throws KeyFileException {
        try (KeyDesk desk = new KeyDesk(config)) {
            List<X509Certificate> given = read();
            X509Certificate certificate = given.getFirst();
            StoredKey key = desk.keys().stream()
                    .filter(one ->
                            one.key() != null && certificate.getPublicKey().equals(one.publicKey()))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(
                            file + ": fits none of the keys (expected: one that 'spean key list' shows)"));
            List<X509Certificate> chain;
            try (Views views = Views.open(config, InstantSource.system())) {
                chain = new ImportedCertificate(
                                views.current(), InstantSource.system().instant())
                        .checked(key, given);
            } catch (RefusedException e) {
                throw new RefusedException(file + ": " + e.getMessage(), e);
            }
            if (inactive) {
                desk.home(key).activate(key, false);
            }
            desk.home(key).certify(key, chain);
            spec.commandLine().getOut().println(done(key));
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    private String done(StoredKey key) {
        String first = "key " + key.id() + " has its certificate";
        if (inactive || !key.active()) {
            return first + "; it is inactive until 'spean key activate " + key.id() + "'";
        }
        return first
                + (key.purpose() == KeyUse.AUTHENTICATION
                        ? "; other servers accept it once the global configuration lists it"
                        : "");
    }

    private List<X509Certificate> read() {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new RefusedException(file + ": larger than " + MAX_BYTES + " bytes");
            }
            List<X509Certificate> all = new ArrayList<>();
            for (Certificate one : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                all.add((X509Certificate) one);
            }
            if (all.isEmpty()) {
                throw new RefusedException(file + ": holds no certificate");
            }
            return all;
        } catch (NoSuchFileException e) {
            throw new RefusedException(file + ": no such file", e);
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (CertificateException e) {
            throw new RefusedException(file + ": not a certificate (expected: PEM or DER)", e);
        }
    }
}
