package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.messagelog.segment.SegmentEvidence;
import org.spean.testbed.GatewayFile;

/** Rules about whole messages: who is represented, an owner as client, groups, what a service's time-out bounds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessageRulesTest {

    private static final String OWNER = "CAMBODIA/COM/CAMDX-000201";

    @TempDir
    static Path folder;

    private Pair pair;

    @BeforeAll
    void start() throws IOException {
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
                        .add("services", allowed("local", made, GatewayFile.mapOf("localGroup", "partners")))
                        .add(
                                "services",
                                allowed(
                                        "global",
                                        made,
                                        GatewayFile.mapOf("globalGroup", "CAMBODIA/security-server-owners")))
                        .add("services", allowed("owner", made, OWNER)))
                .bank((file, made) -> file.client(OWNER))
                .start();
    }

    private static Object allowed(String code, Pair made, Object whom) {
        return GatewayFile.mapOf("id", Pair.PROVIDER + "/" + code, "url", made.register.url(), "allow", List.of(whom));
    }

    @AfterAll
    void stop() throws IOException {
        pair.assertNothingHeld();
        pair.close();
    }

    private HttpResponse<String> as(String client, String service, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(pair.serviceUrl(service, "/persons/100000042")))
                .header("X-Road-Client", client);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return pair.send(request.GET().build());
    }

    private static void assertAllowed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void assertDenied(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("x-road-error")).hasValue("Server.ServerProxy.AccessDenied");
    }

    @Test
    void aMemberWithoutSubsystemIsAClientOfItsOwn() throws Exception {
        assertAllowed(as(OWNER, "owner"));
        assertDenied(as(Pair.BANK, "owner"));
        assertDenied(as(OWNER, "identity"));
    }

    @Test
    void aLocalGroupHasTheMembersItsProviderNames() throws Exception {
        assertAllowed(as(Pair.BANK, "local"));
        assertDenied(as(OWNER, "local"));
    }

    @Test
    void aGlobalGroupHasTheMembersOfTheGlobalConfiguration() throws Exception {
        assertAllowed(as(OWNER, "global"));
        assertDenied(as(Pair.BANK, "global"));
    }

    @Test
    void aRepresentedPartyIsPassedOnSignedAndLogged() throws Exception {
        HttpResponse<String> answer =
                as(Pair.BANK, "identity", "X-Road-Represented-Party", "COM/12345", "X-Road-Issue", "case 7");

        assertAllowed(answer);
        for (String server : List.of("ss-bank", "ss-moi")) {
            try (SegmentEvidence evidence =
                    SegmentEvidence.open(pair.server(server).folder().resolve("messagelog"), null)) {
                assertThat(evidence.sample(1_000, new Random(1)).stream()
                                .map(number -> Objects.requireNonNull(evidence.read(number))))
                        .as(server)
                        .anySatisfy(record -> assertThat(new String(record.octets(), StandardCharsets.UTF_8))
                                .contains("X-Road-Represented-Party:COM/12345\r\n", "X-Road-Issue:case 7\r\n"));
            }
        }
    }
}
