package org.spean.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder with a gateway's files made from the captured identities. */
final class ConfigFolder {
    static final String MINIMAL = """
            instanceServer: CAMBODIA/COM/CAMDX-000201/ss-bank
            globalConfiguration: {directory: globalconf}
            keys:
              authentication: {file: bank-auth.p12, passwordFile: bank-auth.pin}
              signing: [{file: bank-sign.p12, passwordFile: bank-sign.pin}]
            """;

    private static final Path PKI = Path.of(System.getProperty("spean.golden"), "golden", "pki");

    private final Path folder;

    ConfigFolder(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("globalconf"));
            for (String key : new String[] {"bank-auth", "bank-sign", "bank-internal-tls"}) {
                Files.copy(PKI.resolve(key + ".p12"), folder.resolve(key + ".p12"));
                Files.writeString(folder.resolve(key + ".pin"), "camdx\n");
            }
            for (String key : new String[] {"archive-public", "archive-signer"}) {
                Files.writeString(folder.resolve(key + ".asc"), "an OpenPGP key\n");
            }
            for (String pin : new String[] {"keys", "signer", "hsm", "messagelog", "archive-signer", "admin"}) {
                Files.writeString(folder.resolve(pin + ".pin"), "1234\n");
            }
            Files.writeString(
                    folder.resolve("messagelog.key"),
                    "%s\n".formatted(Base64.getEncoder().encodeToString(new byte[32])));
            Files.createDirectories(folder.resolve("signer/softtoken"));
            Files.writeString(folder.resolve("signer/keyconf.xml"), "<keyConf/>\n");
            Files.writeString(folder.resolve("libsofthsm2.so"), "a module\n");
            Files.copy(PKI.resolve("bank-sign.crt.pem"), folder.resolve("bank-sign.pem"));
            Files.copy(PKI.resolve("moi-internal-tls.crt.pem"), folder.resolve("accounts.pem"));
            Files.copy(PKI.resolve("bank-internal-tls.crt.pem"), folder.resolve("core-banking.pem"));
            apply(
                    "loans",
                    "loans",
                    null,
                    new DescribedEndpoint("GET", "/loans/*"),
                    new DescribedEndpoint("POST", "/loans"));
            apply("branches", "findBranch", "v1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves what was taken from a description, as if it had been applied. */
    void apply(String name, String service, @Nullable String version, DescribedEndpoint... endpoints)
            throws IOException {
        Path directory = Files.createDirectories(folder.resolve("descriptions"));
        URI url = URI.create("http://" + name + ".example/api");
        AppliedDescription applied = new AppliedDescription(
                url,
                "0",
                name + ".txt",
                "text/plain",
                List.of(new AppliedDescription.Service(service, version, url, List.of(endpoints))));
        Files.writeString(directory.resolve(name + ".txt"), "the document of " + name);
        Files.write(directory.resolve(name + ".services.json"), applied.json());
    }

    Path write(String yaml) {
        try {
            return Files.writeString(folder.resolve("gateway.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GatewayConfig load(String yaml) {
        return GatewayConfig.load(write(yaml));
    }
}
