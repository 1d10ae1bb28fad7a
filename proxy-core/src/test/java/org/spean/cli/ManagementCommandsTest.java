package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.gateway.Gateway;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.central.CentralServer;
import picocli.CommandLine;

/** Management requests of a bank's gateway to a central server behind a ministry's, which verifies all of each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementCommandsTest {

    private static final String OWNER = "CAMBODIA/COM/CAMDX-000201";
    private static final String MANAGEMENT = "CAMBODIA/GOV/CAMDX-000121/IDENTITY";
    private static final int NET = (int) (ProcessHandle.current().pid() % 200) + 20;

    @TempDir
    static Path folder;

    private CentralServer central;
    private Ecosystem ecosystem;
    private Gateway bank;
    private Gateway ministry;
    private Path bankFile;

    private static String address(int host) {
        return "127." + NET + ".77." + host;
    }

    @BeforeAll
    void start() throws Exception {
        central = CentralServer.start(new InetSocketAddress(address(9), 0), InstantSource.system());
        ecosystem = Ecosystem.in(folder)
                .keys(KeyKind.RSA_2048)
                .authorityKeys(KeyKind.EC_P256)
                .management("GOV/CAMDX-000121/IDENTITY", central.registrationUrl(), central.certificate())
                .pair(address(2), address(3))
                .start();
        central.trust(ecosystem.root().certificate());
        GatewayFile provider = ecosystem.gateway("ss-moi");
        for (String code : List.of(
                "authCertDeletion",
                "clientReg",
                "clientDeletion",
                "ownerChange",
                "addressChange",
                "maintenanceModeEnable",
                "maintenanceModeDisable")) {
            Map<String, Object> service = GatewayFile.mapOf(
                    "id",
                    MANAGEMENT + "/" + code,
                    "protocol",
                    "SOAP",
                    "url",
                    central.serviceUrl(),
                    "allow",
                    List.of(OWNER));
            provider.add("services", service);
        }
        ministry = start("ss-moi", provider);
        bankFile = ecosystem.server("ss-bank").configuration();
        bank = start("ss-bank", ecosystem.gateway("ss-bank").client(OWNER).client(OWNER + "/BANK"));
    }

    private Gateway start(String server, GatewayFile file) throws Exception {
        return Gateway.start(file.write(ecosystem.server(server).configuration()), InstantSource.system());
    }

    @AfterAll
    void stop() {
        bank.drain();
        ministry.drain();
        ecosystem.close();
        central.close();
    }

    private record Run(int exit, String out, String err) {}

    private Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = SpeanCommand.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return new Run(line.execute(arguments), out.toString(), err.toString());
    }

    /** Runs a command with the bank's configuration at its end. */
    private Run asked(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "-c";
        all[arguments.length + 1] = bankFile.toString();
        return run(all);
    }

    private CentralServer.Accepted accepted(String code, String... arguments) {
        int before = central.accepted().size();
        Run run = asked(arguments);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(central.accepted()).hasSize(before + 1);
        CentralServer.Accepted accepted = central.accepted().getLast();
        assertThat(accepted.code()).isEqualTo(code);
        assertThat(accepted.server()).isEqualTo(OWNER + "/ss-bank");
        assertThat(run.out()).startsWith("accepted: " + code + ", request " + accepted.requestId() + ";");
        return accepted;
    }

    @Test
    void authenticationCertificatesGoStraightToTheCentralServerWithBothSignatures() {
        long before = bank.records();
        assertThat(accepted("authCertReg", "register", "auth-cert", "--address", "gateway.bank.example")
                        .document())
                .contains("<xroad:address>gateway.bank.example</xroad:address>");
        assertThat(bank.records()).as("through no gateway").isEqualTo(before);
    }

    @Test
    void everythingElseGoesThroughTheGateway() {
        long before = bank.records();
        assertThat(accepted("clientReg", "register", "client", OWNER + "/LENDING", "--name", "Loans & more")
                        .document())
                .contains(
                        "<id:subsystemCode>LENDING</id:subsystemCode>",
                        "<xroad:subsystemName>Loans &amp; more</xroad:subsystemName>");
        assertThat(bank.records()).as("signed and logged as any exchange").isEqualTo(before + 2);
        accepted("clientDeletion", "unregister", "client", OWNER + "/LENDING");
        accepted("authCertDeletion", "unregister", "auth-cert");
        accepted("ownerChange", "register", "owner", OWNER);
        assertThat(accepted("addressChange", "change-address", "new.bank.example")
                        .document())
                .contains("<xroad:address>new.bank.example</xroad:address>");
        assertThat(accepted("maintenanceModeEnable", "maintenance", "on", "--message", "until noon")
                        .document())
                .contains("<xroad:message>until noon</xroad:message>");
        accepted("maintenanceModeEnable", "maintenance", "on");
        accepted("maintenanceModeDisable", "maintenance", "off");
    }

    @Test
    void aMemberWithoutAKeyHereCannotBeRegistered() {
        Run run = asked("register", "client", "CAMBODIA/GOV/CAMDX-000121/OTHER");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("signing key of CAMBODIA/GOV/CAMDX-000121: there is none");
    }

    @Test
    void aRevokedCertificateSignsNothing() {
        ecosystem.root().status(ecosystem.server("ss-bank").signing().certificate(), CertificateStatus.REVOKED);
        try {
            Run run = asked("change-address", "new.bank.example");

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).contains("signing key of " + OWNER + ": its certificate is not shown to be good");
        } finally {
            ecosystem.root().status(ecosystem.server("ss-bank").signing().certificate(), CertificateStatus.GOOD);
        }
    }

    @Test
    void aRefusalOfTheCentralServerIsToldWithItsReason() throws Exception {
        central.trust(central.certificate());
        try {
            Run run = asked("register", "auth-cert", "--address", "gateway.bank.example");

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err())
                    .contains(
                            "authCertReg was refused: ManagementRequestRefused:",
                            "A certificate is not of an approved authority");
        } finally {
            central.trust(ecosystem.root().certificate());
        }
    }

    @Test
    void anotherServerThanThatOfTheGlobalConfigurationIsNotSpokenTo() throws Exception {
        try (CentralServer other = CentralServer.start(new InetSocketAddress(address(10), 0), InstantSource.system())) {
            Path elsewhere = folder.resolve("elsewhere");
            try (Ecosystem mistaken = Ecosystem.in(elsewhere)
                    .keys(KeyKind.RSA_2048)
                    .authorityKeys(KeyKind.EC_P256)
                    .management("GOV/CAMDX-000121/IDENTITY", other.registrationUrl(), central.certificate())
                    .pair(address(12), address(13))
                    .start()) {
                Path file = mistaken.gateway("ss-bank")
                        .client(OWNER)
                        .write(mistaken.server("ss-bank").configuration());

                Run run = run("register", "auth-cert", "--address", "x.example", "-c", file.toString());

                assertThat(run.exit()).isEqualTo(1);
                assertThat(run.err()).contains("authCertReg: no answer from", "another certificate than the expected");
                assertThat(other.accepted()).isEmpty();
            }
        }
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThat(asked("register", "client", "CAMBODIA/COM").exit()).isEqualTo(2);
        assertThat(asked("register", "owner", OWNER + "/BANK").err()).contains("expected: a member, without subsystem");
        assertThat(asked("maintenance").exit()).isEqualTo(2);
        assertThat(asked("unregister", "auth-cert", "nosuchkey").err()).contains("key 'nosuchkey': there is none");
    }
}
