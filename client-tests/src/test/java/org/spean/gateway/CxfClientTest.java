package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.activation.DataHandler;
import jakarta.mail.util.ByteArrayDataSource;
import jakarta.xml.ws.soap.SOAPFaultException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.cxf.frontend.ClientProxy;
import org.apache.cxf.jaxws.JaxWsProxyFactoryBean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.service.SampleBytes;

/** Apache CXF, as its users use it, calls through two gateways: headers of X-Road, MTOM both ways, faults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CxfClientTest {

    private static final String SERVICE = Pair.PROVIDER + "/personDetails/v1";

    @TempDir
    static Path folder;

    /** Kept until the end: a proxy that is collected closes its client, and with it attachments that are still read. */
    private final List<CxfRegister> proxies = new ArrayList<>();

    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .ministry((file, made) -> file.add(
                        "services",
                        GatewayFile.mapOf(
                                "id",
                                SERVICE,
                                "protocol",
                                "SOAP",
                                "url",
                                made.register.url() + "/soap",
                                "allow",
                                List.of(Pair.BANK))))
                .start();
    }

    @AfterAll
    void stop() throws Exception {
        for (CxfRegister proxy : proxies) {
            ClientProxy.getClient(proxy).close(); // which ends the attachments it has brought
        }
        pair.assertNothingHeld();
        pair.close();
    }

    private CxfRegister.Answer ask(CxfRegister.Question question, boolean mtom, String service) {
        JaxWsProxyFactoryBean factory = new JaxWsProxyFactoryBean();
        factory.setServiceClass(CxfRegister.class);
        factory.setAddress(pair.server("ss-bank").clientUrl() + "/");
        factory.setProperties(Map.of("mtom-enabled", mtom));
        CxfRegister register = factory.create(CxfRegister.class);
        proxies.add(register);
        return register.personDetails(
                question,
                CxfRegister.Identifier.of(Pair.BANK),
                CxfRegister.Identifier.of(service),
                "KH123456",
                "cxf-1",
                "4.0");
    }

    private static CxfRegister.Question about(String person) {
        CxfRegister.Question question = new CxfRegister.Question();
        question.personcode = person;
        return question;
    }

    @Test
    void callIsAnswered() throws Exception {
        CxfRegister.Answer answer = ask(about("100000042"), false, SERVICE);

        CxfRegister.Person person = Objects.requireNonNull(answer.person);
        assertThat(person.personcode).isEqualTo("100000042");
        assertThat(person.name).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, 3_000_000})
    void documentsPassByMtomBothWays(int size) throws Exception {
        byte[] document = new byte[size];
        new Random(size).nextBytes(document);
        CxfRegister.Question question = about("100000042");
        question.document = new DataHandler(new ByteArrayDataSource(document, "application/octet-stream"));
        question.photoBytes = size;

        CxfRegister.Answer answer = ask(question, true, SERVICE);

        assertThat(answer.received).singleElement().satisfies(received -> {
            assertThat(received.bytes).isEqualTo(size);
            assertThat(received.sha256).isEqualTo(sha256(document));
        });
        DataHandler photo = Objects.requireNonNull(answer.photo);
        assertThat(photo.getContentType()).isEqualTo("image/jpeg");
        try (InputStream in = photo.getInputStream()) {
            assertThat(sha256(in.readAllBytes())).isEqualTo(SampleBytes.sha256(size));
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void faultOfTheServiceIsThrown() {
        assertThatThrownBy(() -> ask(about("fault"), false, SERVICE))
                .isInstanceOf(SOAPFaultException.class)
                .hasMessage("the register is closed");
    }

    @Test
    void refusalOfTheGatewayIsThrown() {
        assertThatThrownBy(() -> ask(about("100000042"), false, Pair.PROVIDER + "/personDetails/v2"))
                .isInstanceOf(SOAPFaultException.class)
                .hasMessage("Unknown service: SERVICE:" + Pair.PROVIDER + "/personDetails/v2");
    }
}
