package org.spean.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.spean.config.GatewayConfig;
import org.spean.crypto.key.CertificateRequest;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.StoredKey;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;
import org.spean.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "csr",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a certification request (PKCS#10, PEM) for a key, with the subject of CamDX's profile: C, O,",
            "serialNumber=<instance>/<server code>/<member class>, and CN=<member code> for signing or the server's DNS name",
            "for authentication. Names are taken from the configurations."
        })
final class KeyCsrCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Parameters(index = "0", paramLabel = "ID", description = "the key, by its id or the beginning of it")
    private String id;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "where to write it (default: standard output)")
    private @Nullable Path output;

    @Option(
            names = "--organisation",
            paramLabel = "NAME",
            description = "O (default: the member's name in the global configuration)")
    private @Nullable String organisation;

    @Option(
            names = "--dns-name",
            paramLabel = "NAME",
            description = "CN for authentication (default: the server's address in the global configuration)")
    private @Nullable String dnsName;

    @Option(names = "--country", paramLabel = "CC", defaultValue = "KH", description = "C (default: KH)")
    private String country;

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        try (KeyDesk desk = new KeyDesk(config)) {
            StoredKey key = desk.key(id);
            KeyUse use = key.purpose();
            if (desk.setting(key).equals("keys.xroad")) {
                throw new RefusedException(
                        "keys of X-Road's signer are read only: X-Road owns them, make the request there");
            }
            GatewayConfig gateway = desk.config();
            SecurityServerId server = gateway.instanceServer();
            CertificateRequest request = new CertificateRequest(server, country);
            byte[] der;
            if (use == KeyUse.AUTHENTICATION) {
                der = request.authentication(key, organisation(server.owner()), dnsName(server));
            } else {
                MemberId noted = key.member();
                MemberId member = noted == null ? server.owner() : noted;
                der = request.signing(key, member, organisation(member));
            }
            write(pem(der));
            return 0;
        }
    }

    private void write(String pem) throws IOException {
        Path file = output;
        if (file == null) {
            spec.commandLine().getOut().print(pem);
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(file, pem, StandardCharsets.US_ASCII);
        }
    }

    private String organisation(MemberId member) {
        return organisation != null
                ? organisation
                : known("--organisation", "the name of " + member, conf -> conf.memberName(member));
    }

    private String dnsName(SecurityServerId server) {
        String name = dnsName != null
                ? dnsName
                : known("--dns-name", "the address of " + server, conf -> {
                    SecurityServer registered = conf.server(server);
                    return registered == null || registered.address().isEmpty() ? null : registered.address();
                });
        if (!name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?") || name.matches("[0-9.]+")) {
            throw new RefusedException("--dns-name: '" + name + "' (expected: a DNS name)");
        }
        return name;
    }

    private String known(String option, String what, Function<GlobalConf, @Nullable String> from) {
        try (Views views = Views.open(config, InstantSource.system())) {
            String value = from.apply(views.current().globalConf());
            if (value == null || value.isBlank()) {
                throw new RefusedException(option + ": missing, as the global configuration does not know " + what);
            }
            return value;
        }
    }

    private static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE REQUEST-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE REQUEST-----\n";
    }
}
