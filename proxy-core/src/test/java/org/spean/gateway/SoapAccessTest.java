package org.spean.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.service.SoapMessages;

/** Rights on SOAP services: each version is a service of its own, whoever may call the others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SoapAccessTest {

    private static final String OWNER = "CAMBODIA/COM/CAMDX-000201";

    @TempDir
    static Path folder;

    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .ministry((file, made) -> file.add(
                                "clients",
                                GatewayFile.mapOf(
                                        "id",
                                        Pair.PROVIDER,
                                        "connection",
                                        "HTTP",
                                        "groups",
                                        GatewayFile.mapOf("partners", List.of(Pair.BANK))))
                        .add("services", service("personDetails", made))
                        .add("services", service("personDetails/v1", made, Pair.BANK))
                        .add("services", service("personDetails/v2", made, OWNER))
                        .add("services", service("personDetails/v3", made, GatewayFile.mapOf("localGroup", "partners")))
                        .add(
                                "services",
                                service(
                                        "personDetails/v4",
                                        made,
                                        GatewayFile.mapOf("globalGroup", "CAMBODIA/security-server-owners"))))
                .bank((file, made) -> file.client(OWNER))
                .start();
    }

    private static Object service(String code, Pair made, Object... allowed) {
        return GatewayFile.mapOf(
                "id",
                Pair.PROVIDER + "/" + code,
                "protocol",
                "SOAP",
                "url",
                made.register.url() + "/soap",
                "allow",
                new ArrayList<>(List.of(allowed)));
    }

    @AfterAll
    void stop() throws Exception {
        pair.assertNothingHeld();
        pair.close();
    }

    private String ask(String client, String service) throws Exception {
        String envelope = SoapMessages.request(
                client, Pair.PROVIDER + "/" + service, "a-1", "<ns:personcode>100000042</ns:personcode>");
        byte[] body = (client.equals(OWNER) ? ofAMember(envelope) : envelope).getBytes(UTF_8);
        try (RawClient raw = RawClient.to(pair)) {
            return raw.write("POST / HTTP/1.1\r\nHost: g\r\nContent-Type: text/xml\r\nContent-Length: " + body.length
                            + "\r\n\r\n")
                    .write(body)
                    .read()
                    .text();
        }
    }

    private static String ofAMember(String envelope) {
        return envelope.replaceFirst("objectType=\"SUBSYSTEM\"", "objectType=\"MEMBER\"");
    }

    @ParameterizedTest
    @CsvSource({
        "BANK,  personDetails,    AccessDenied",
        "BANK,  personDetails/v1, ''",
        "BANK,  personDetails/v2, AccessDenied",
        "BANK,  personDetails/v3, ''",
        "BANK,  personDetails/v4, AccessDenied",
        "BANK,  personDetails/v5, UnknownService",
        "BANK,  personDetails/V1, UnknownService",
        "OWNER, personDetails,    AccessDenied",
        "OWNER, personDetails/v1, AccessDenied",
        "OWNER, personDetails/v2, ''",
        "OWNER, personDetails/v3, AccessDenied",
        "OWNER, personDetails/v4, ''"
    })
    void eachVersionHasRightsOfItsOwn(String client, String service, String code) throws Exception {
        String answer = ask(client.equals("BANK") ? Pair.BANK : OWNER, service);

        assertThat(answer)
                .contains(code.isEmpty() ? "personDetailsResponse" : "<faultcode>Server.ServerProxy." + code + "<");
    }

    @ParameterizedTest
    @CsvSource({"BANK, v1 v3", "OWNER, v2 v4"})
    void allowedMethodsNamesTheVersionsThatMayBeCalled(String client, String versions) throws Exception {
        String answer = ask(client.equals("BANK") ? Pair.BANK : OWNER, "allowedMethods");

        assertThat(answer.split("<iden:serviceVersion>", -1))
                .extracting(text -> text.substring(0, 2))
                .endsWith(versions.split(" "))
                .hasSize(1 + versions.split(" ").length);
    }
}
