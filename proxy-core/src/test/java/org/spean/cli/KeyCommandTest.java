package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.certificate.CertificateProfiles;
import org.spean.crypto.certificate.KeyUsages;
import org.spean.identifier.MemberId;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;

/** {@code spean key}: from a generated key to an imported certificate, and what is refused on the way. */
class KeyCommandTest {
    private static final String PROFILE =
            "ee.ria.xroad.common.certificateprofile.impl.CamDXCertificateProfileInfoProvider";

    @TempDir
    static Path folder;

    static Ecosystem ecosystem;

    @TempDir
    Path store;

    private Path configuration;

    /** What a command did. */
    private record Ran(int code, String out, String err) {}

    @BeforeAll
    static void ecosystem() throws IOException {
        ecosystem = Ecosystem.in(folder)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .pair("127.0.0.2", "127.0.0.3")
                .start();
        ecosystem.publish(content -> content.withServer("ss-bank", server -> server.withAddress("ss.bank.example")));
    }

    @AfterAll
    static void close() {
        ecosystem.close();
    }

    @BeforeEach
    void configure() throws IOException {
        Path server = ecosystem.server("ss-bank").folder();
        Files.writeString(store.resolve("store.pin"), "a password\n");
        configuration = ecosystem
                .gateway("ss-bank")
                .set("keys.authentication.file", server.resolve("auth.p12").toString())
                .set(
                        "keys.authentication.passwordFile",
                        server.resolve("auth.pin").toString())
                .remove("keys.signing")
                .set("keys.store", GatewayFile.mapOf("directory", "keys", "passwordFile", "store.pin"))
                .write(store.resolve("gateway.yaml"));
    }

    private Ran run(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("key", command, "-c", configuration.toString()));
        arguments.addAll(List.of(more));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = SpeanCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(new String[0]));
        return new Ran(code, out.toString().strip(), err.toString().strip());
    }

    private String done(String command, String... more) {
        Ran ran = run(command, more);
        assertThat(ran.code).as(ran.err).isZero();
        return ran.out;
    }

    private void refused(String reason, String command, String... more) {
        Ran ran = run(command, more);
        assertThat(ran.code).as(ran.out).isEqualTo(1);
        assertThat(ran.err).contains(reason).doesNotContain("\n").doesNotContain("Exception");
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    private X509Certificate certified(CertificateAuthority by, String id) {
        return by.certify(der(done("csr", id)));
    }

    private String file(X509Certificate... certificates) throws Exception {
        Path file = Files.createTempFile(store, "certificate", ".pem");
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            pem.append("-----BEGIN CERTIFICATE-----\n")
                    .append(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return Files.writeString(file, pem).toString();
    }

    private JsonNode listed(String id) throws IOException {
        for (JsonNode key : new ObjectMapper().readTree(done("list", "--json"))) {
            if (key.get("id").asText().equals(id)) {
                return key;
            }
        }
        throw new AssertionError(id + " is not listed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa-2048", "ec-p256", "ec-p384"})
    void aSigningKeyFromGenerationToUse(String algorithm) throws Exception {
        String id = done("generate", "--use", "signing", "--algorithm", algorithm, "--label", "bank 2027");
        Path file = store.resolve("keys").resolve(id + ".p12");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(listed(id).get("state").asText()).isEqualTo("waits for a certificate");
        assertThat(listed(id).get("use").asText()).isEqualTo("signing");

        PKCS10CertificationRequest request = new PKCS10CertificationRequest(der(done("csr", id)));
        assertThat(request.getSubject())
                .isEqualTo(new X500Name("C=KH,O=" + ecosystem.server("ss-bank").organisation()
                        + ",SERIALNUMBER=CAMBODIA/ss-bank/COM,CN=CAMDX-000201"));
        X509Certificate certificate = certified(ecosystem.issuer(), id);
        assertThat(CertificateProfiles.named(PROFILE, "CAMBODIA").memberOf(certificate))
                .isEqualTo(new MemberId("CAMBODIA", "COM", "CAMDX-000201"));
        assertThat(KeyUsages.signing(certificate)).isTrue();
        assertThat(KeyUsages.authentication(certificate)).isFalse();

        assertThat(done("import-cert", file(certificate))).contains(id);
        JsonNode listed = listed(id);
        assertThat(listed.get("state").asText()).isEqualTo("active");
        assertThat(listed.get("label").asText()).isEqualTo("bank 2027");
        assertThat(listed.get("member").asText()).isEqualTo("CAMBODIA/COM/CAMDX-000201");
        assertThat(listed.get("serialNumber").asText())
                .isEqualTo(certificate.getSerialNumber().toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        done("deactivate", id);
        assertThat(listed(id).get("state").asText()).isEqualTo("inactive");
        done("activate", id.substring(0, id.length() - 2));
        assertThat(done("list")).contains(id).contains("state         active");
    }

    @Test
    void anAuthenticationKeyNamesTheServer() throws Exception {
        String id = done("generate", "--use", "authentication", "--algorithm", "ec-p256");
        PKCS10CertificationRequest request = new PKCS10CertificationRequest(der(done("csr", id)));
        assertThat(request.getSubject().toString())
                .contains("CN=ss.bank.example")
                .contains("CAMBODIA/ss-bank/COM");
        X509Certificate certificate = certified(ecosystem.issuer(), id);
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, "ss.bank.example"));
        assertThat(KeyUsages.authentication(certificate)).isTrue();
        assertThat(KeyUsages.signing(certificate)).isFalse();
        assertThat(done("import-cert", "--inactive", file(certificate))).contains("inactive");
        assertThat(listed(id).get("state").asText()).isEqualTo("inactive");
        refused("expected: a DNS name", "csr", id, "--dns-name", "127.0.0.1");
    }

    @Test
    void aWrongCertificateIsRefusedByNameAndChangesNothing() throws Exception {
        String id = done("generate", "--use", "signing", "--algorithm", "ec-p256");
        JsonNode before = listed(id);
        CertificateAuthority foreign = CertificateAuthority.root("Foreign", KeyKind.EC_P256, Clock.systemUTC());
        refused("approved", "import-cert", file(certified(foreign, id)));
        Issued other = ecosystem.server("ss-moi").signing();
        refused("fits none of the keys", "import-cert", file(other.certificate()));
        String auth = done("generate", "--use", "authentication", "--algorithm", "ec-p256");
        refused("its key usage is not that of a signing certificate", "import-cert", file(wrongUse(id, auth)));
        Path text = Files.writeString(store.resolve("text.pem"), "no certificate");
        refused("certificate", "import-cert", text.toString());
        refused("no such file", "import-cert", store.resolve("absent.pem").toString());
        String another =
                done("generate", "--use", "signing", "--algorithm", "ec-p256", "--member", "CAMBODIA/COM/CAMDX-000999");
        X509Certificate named = ecosystem.issuer().certify(der(done("csr", another, "--organisation", "Another")));
        assertThat(CertificateProfiles.named(PROFILE, "CAMBODIA")
                        .memberOf(named)
                        .memberCode())
                .isEqualTo("CAMDX-000999");
        assertThat(listed(id)).isEqualTo(before);
    }

    @Test
    void aCertificateOfAnotherTimeMemberOrServerIsRefusedByName() throws Exception {
        String id = done("generate", "--use", "signing", "--algorithm", "ec-p256");
        String auth = done("generate", "--use", "authentication", "--algorithm", "ec-p256");
        byte[] request = der(done("csr", id));
        byte[] authRequest = der(done("csr", auth));
        Map<Path, String> before = contents(store.resolve("keys"));
        CertificateAuthority issuer = ecosystem.issuer();

        Instant now = Instant.now();
        Duration day = Duration.ofDays(1);
        refused(
                "was valid until",
                "import-cert",
                file(issuer.certify(request, now.minus(day.multipliedBy(2)), now.minus(day))));
        refused(
                "valid from",
                "import-cert",
                file(issuer.certify(request, now.plus(day), now.plus(day.multipliedBy(2)))));

        X509Certificate another = issuer.certify(
                request, new X500Name("C=KH,O=Another,SERIALNUMBER=CAMBODIA/ss-bank/COM,CN=CAMDX-000999"));
        refused("is of CAMBODIA/COM/CAMDX-000999 (expected: CAMBODIA/COM/CAMDX-000201", "import-cert", file(another));

        X509Certificate elsewhere = issuer.certify(
                authRequest, new X500Name("C=KH,O=Bank,SERIALNUMBER=CAMBODIA/ss-moi/COM,CN=ss.bank.example"));
        refused("is of server CAMBODIA/ss-moi/COM (expected: CAMBODIA/ss-bank/COM)", "import-cert", file(elsewhere));

        assertThat(contents(store.resolve("keys"))).containsExactlyEntriesOf(before);
        done("import-cert", file(issuer.certify(request)));
        done("import-cert", file(issuer.certify(authRequest)));
    }

    /** Each file of a folder in hexadecimal. */
    private static Map<Path, String> contents(Path folder) throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(file, HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    /** A certificate of a signing key for authentication. */
    private X509Certificate wrongUse(String signing, String authentication) throws Exception {
        Path index = store.resolve("keys").resolve("index");
        String noted = Files.readString(index);
        Files.writeString(index, noted.replace(signing + ".use = signing", signing + ".use = authentication"));
        X509Certificate certificate = certified(ecosystem.issuer(), signing);
        Files.writeString(index, noted);
        assertThat(authentication).isNotEqualTo(signing);
        return certificate;
    }

    @Test
    void whatCannotBeDoneIsSaidInOneLine() throws Exception {
        refused("'dsa' (expected: rsa-2048", "generate", "--use", "signing", "--algorithm", "dsa");
        refused("'rsa-1024' (expected: rsa-2048", "generate", "--use", "signing", "--algorithm", "rsa-1024");
        refused("'both' (expected: authentication or signing)", "generate", "--use", "both");
        refused("of another instance", "generate", "--use", "signing", "--member", "OTHER/COM/1");
        refused("no home of keys", "generate", "--use", "signing", "--home", "keys.pkcs11[0]");
        refused("there is none", "activate", "absent");
        refused("is active as long as the configuration names it", "deactivate", "auth.p12");
        refused("new keys go to keys.store", "generate", "--use", "signing", "--home", "keys.authentication");
        assertThat(Files.exists(store.resolve("keys"))).isFalse();
    }

    @Test
    void aFileOfTheConfigurationGetsANewCertificate() throws Exception {
        Path own = Files.copy(ecosystem.server("ss-bank").folder().resolve("auth.p12"), store.resolve("own.p12"));
        configuration = ecosystem
                .gateway("ss-bank")
                .set("keys.authentication.file", own.toString())
                .set(
                        "keys.authentication.passwordFile",
                        ecosystem.server("ss-bank").folder().resolve("auth.pin").toString())
                .remove("keys.signing")
                .set("keys.store", GatewayFile.mapOf("directory", "keys", "passwordFile", "store.pin"))
                .write(store.resolve("gateway.yaml"));
        String serial = listed("own.p12").get("serialNumber").asText();
        X509Certificate renewed = certified(ecosystem.issuer(), "own.p12");
        done("import-cert", file(renewed));
        assertThat(listed("own.p12").get("serialNumber").asText())
                .isNotEqualTo(serial)
                .isEqualTo(renewed.getSerialNumber().toString());
    }

    @Test
    void keysOfXroadsSignerAreReadOnly() throws Exception {
        Path published = Path.of(System.getProperty("spean.shared", "absent"), "xroad-data", "signer");
        assumeTrue(Files.isDirectory(published), "published X-Road data is not here: " + published);
        Path signer = store.resolve("signer"); // not within reach of anyone
        try (Stream<Path> files = Files.walk(published)) {
            for (Path file : files.toList()) {
                Files.copy(file, signer.resolve(published.relativize(file).toString()));
            }
        }
        Files.writeString(store.resolve("signer.pin"), "Secret1234\n");
        configuration = ecosystem
                .gateway("ss-bank")
                .remove("keys.signing")
                .remove("keys.authentication")
                .set("keys.xroad", GatewayFile.mapOf("directory", signer.toString(), "pinFile", "signer.pin"))
                .write(store.resolve("gateway.yaml"));
        String id = "1342B84B4829BB79226AB268B4D8E70B01068613";
        assertThat(listed(id).get("member").asText()).isEqualTo("DEV/COM/1234");
        String reason = "keys of X-Road's signer are read only";
        refused(reason, "deactivate", id);
        refused(reason, "activate", id);
        refused(reason, "csr", id);
        refused(reason, "generate", "--use", "signing", "--home", "keys.xroad");
    }
}
