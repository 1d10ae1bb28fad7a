package org.spean.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.config.Finding;
import org.spean.config.Findings;
import org.spean.config.GatewayConfig;

class FindingsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T14:00:00Z");
    private static final String PORTS =
            "listen: {clientHttp: '127.0.0.1:0', peer: '127.0.0.1:0', ocsp: '127.0.0.1:0'}\n";

    @TempDir
    private Path folder;

    @Test
    void aGoodGatewayHasOnlyInformation() throws IOException {
        try (ServerSocket service = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Path yaml = moi().write(PORTS + """
                    clients: [{id: CAMBODIA/GOV/CAMDX-000121/IDENTITY, connection: HTTP}]
                    services:
                      - id: CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity
                        url: http://127.0.0.1:%d/
                        allow: [CAMBODIA/COM/CAMDX-000201/BANK, {globalGroup: CAMBODIA/security-server-owners}]
                    """.formatted(service.getLocalPort()));
            Files.setPosixFilePermissions(folder.resolve("pin"), PosixFilePermissions.fromString("rw-------"));

            assertThat(findings(yaml)).allMatch(f -> f.severity() == Finding.Severity.INFO);
            assertThat(findings(yaml).stream().map(Finding::toString))
                    .anyMatch(f -> f.startsWith("INFO keys.authentication: ")
                            && f.endsWith("valid until 2045-01-01T00:00:00Z"))
                    .contains("INFO keys.signing[0]: signs for CAMBODIA/GOV/CAMDX-000121");
        }
    }

    @Test
    void findsWhatWouldFail() throws IOException {
        int free = free();
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Path yaml = moi().write("""
                    listen: {clientHttp: off, peer: '127.0.0.1:%1$d', ocsp: '127.0.0.1:%1$d'}
                    clients:
                      - {id: CAMBODIA/COM/CAMDX-000201/BANK, connection: HTTPS}
                      - {id: CAMBODIA/GOV/CAMDX-000121/UNKNOWN, connection: HTTP}
                    services:
                      - {id: CAMBODIA/GOV/CAMDX-000121/IDENTITY/a, url: "http://127.0.0.1:%2$d/"}
                      - id: CAMBODIA/GOV/CAMDX-000121/IDENTITY/b
                        url: http://127.0.0.1:%2$d/
                        disabled: until Monday
                        allow: [CAMBODIA/COM/CAMDX-000201/BANQUE, {globalGroup: CAMBODIA/nobody}]
                    """.formatted(taken.getLocalPort(), free));

            assertThat(findings(yaml).stream().map(Finding::toString))
                    .anyMatch(f -> f.startsWith("WARNING listen.peer: cannot listen on 127.0.0.1:"))
                    .anyMatch(f -> f.startsWith("ERROR listen.ocsp: ") && f.endsWith(" is used twice"))
                    .contains(
                            "ERROR clients CAMBODIA/COM/CAMDX-000201/BANK: demands HTTPS, but listen.clientHttps is off",
                            "WARNING services CAMBODIA/GOV/CAMDX-000121/IDENTITY/a: nobody may call it: allow is empty",
                            "INFO services CAMBODIA/GOV/CAMDX-000121/IDENTITY/b: is switched off: until Monday",
                            "ERROR clients CAMBODIA/GOV/CAMDX-000121/UNKNOWN: is not registered in the global configuration",
                            "ERROR clients CAMBODIA/COM/CAMDX-000201/BANK: is not registered as a client of "
                                    + "CAMBODIA/GOV/CAMDX-000121/ss-moi",
                            "WARNING services CAMBODIA/GOV/CAMDX-000121/IDENTITY/b: allows "
                                    + "CAMBODIA/COM/CAMDX-000201/BANQUE, which is not registered",
                            "WARNING services CAMBODIA/GOV/CAMDX-000121/IDENTITY/b: allows the global group "
                                    + "CAMBODIA/nobody, which is unknown")
                    .anyMatch(
                            f -> f.startsWith(
                                    "WARNING services CAMBODIA/GOV/CAMDX-000121/IDENTITY/b: cannot be reached at http://127.0.0.1:"));
        }
    }

    @Test
    void findsKeysThatDoNotFit() throws IOException {
        Path yaml = new GatewayFolder(folder, "moi", "CAMBODIA/COM/CAMDX-000201/ss-bank").write(PORTS);
        assertThat(findings(yaml).stream().map(Finding::toString))
                .contains("ERROR keys.authentication: its certificate is registered for "
                        + "CAMBODIA/GOV/CAMDX-000121/ss-moi (expected: CAMBODIA/COM/CAMDX-000201/ss-bank); "
                        + "others will refuse this gateway");

        Files.writeString(folder.resolve("pin"), "wrong");
        assertThat(findings(yaml).stream().map(Finding::toString))
                .anyMatch(f -> f.startsWith("ERROR keys.authentication: ") && f.contains("moi-auth.p12"));
    }

    private static int free() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            return closed.getLocalPort();
        }
    }

    private GatewayFolder moi() {
        return new GatewayFolder(folder, "moi", "CAMBODIA/GOV/CAMDX-000121/ss-moi");
    }

    private static List<Finding> findings(Path yaml) {
        try (Views views = Views.open(yaml, InstantSource.fixed(NOW))) {
            GatewayConfig config = views.current().config();
            return Stream.concat(Findings.of(config, NOW).stream(), ViewFindings.of(views.current(), NOW).stream())
                    .toList();
        }
    }
}
