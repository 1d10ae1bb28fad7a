package org.spean.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.testbed.authority.KeyKind;

class EcosystemTest {
    @TempDir
    Path folder;

    @Test
    void writesKeysWithTheirChainBehindAPin() throws Exception {
        try (Ecosystem ecosystem = Ecosystem.in(folder)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .intermediate()
                .pair("127.0.0.2", "127.0.0.3")
                .start()) {
            EcosystemServer bank = ecosystem.server("ss-bank");
            String pin = Files.readString(bank.folder().resolve("sign.pin")).strip();
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(bank.folder().resolve("sign.p12"))) {
                store.load(in, pin.toCharArray());
            }
            assertThat(store.getKey("sign", pin.toCharArray())).isNotNull();
            assertThat(store.getCertificateChain("sign")).hasSize(2);
            X509Certificate leaf = (X509Certificate) store.getCertificateChain("sign")[0];
            assertThat(leaf.getSubjectX500Principal().getName())
                    .startsWith("CN=CAMDX-000201,2.5.4.5=")
                    .endsWith("O=Bank of the Bridge,C=KH");
            assertThat(leaf.getKeyUsage()).startsWith(false, true, false);
            leaf.verify(ecosystem.issuer().certificate().getPublicKey());
            ecosystem
                    .issuer()
                    .certificate()
                    .verify(ecosystem.root().certificate().getPublicKey());
        }
    }

    @Test
    void writesAGatewayConfigurationToStartFrom() throws Exception {
        try (Ecosystem ecosystem = Ecosystem.in(folder)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .pair("127.0.0.2", "127.0.0.3")
                .start()) {
            GatewayFile file = ecosystem
                    .gateway("ss-bank")
                    .client(ecosystem.server("ss-bank").subsystem("BANK"))
                    .set("messageLog.keep", "full");
            assertThat(file.yaml())
                    .contains("instanceServer: CAMBODIA/COM/CAMDX-000201/ss-bank\n")
                    .contains("  clientHttp: \"127.0.0.2:8080\"\n")
                    .contains("messageLog:\n  directory: messagelog\n  keep: full\n")
                    .contains("clients:\n  - id: CAMBODIA/COM/CAMDX-000201/BANK\n    connection: HTTP\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void writesTheGlobalConfigurationInTheSchemaOfItsVersion(int version) throws Exception {
        Path schema = Path.of(
                System.getProperty("spean.shared", "absent"),
                "schemas/globalconf/v" + version + "/shared-parameters.xsd");
        Assumptions.assumeTrue(Files.exists(schema), () -> "schema is not there: " + schema);
        try (Ecosystem ecosystem = Ecosystem.in(folder)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .version(version)
                .intermediate()
                .pair("127.0.0.2", "127.0.0.3")
                .start()) {
            ecosystem.publish(c -> c.withServer("ss-moi", s -> s.inMaintenance("back at noon")));
            Path instance = ecosystem.globalConfiguration().resolve("CAMBODIA");
            String xml = Files.readString(instance.resolve("shared-params.xml"));
            assertThatCode(() -> validate(schema, xml)).doesNotThrowAnyException();
            assertThat(Files.readString(instance.resolve("shared-params.xml.metadata")))
                    .contains("\"configurationVersion\":\"" + version + "\"");
            assertThat(ecosystem.globalConfiguration().resolve("instance-identifier"))
                    .hasContent("CAMBODIA");
        }
    }

    private static void validate(Path schema, String xml) throws IOException, org.xml.sax.SAXException {
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        factory.newSchema(schema.toFile()).newValidator().validate(new StreamSource(new StringReader(xml)));
    }
}
