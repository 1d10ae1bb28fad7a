package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import register.api.PersonsApi;
import register.client.ApiClient;
import register.client.ApiException;
import register.client.ApiResponse;
import register.model.NewPerson;
import register.model.Person;

/** A REST client that OpenAPI Generator made from the register's description, through two gateways: only one header is added. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeneratedClientTest {

    private static final Path DESCRIPTION =
            Path.of("../testbed/src/main/resources/org/spean/testbed/service/register.yaml");

    @TempDir
    static Path folder;

    private Pair pair;
    private PersonsApi register;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder).start();
        register = new PersonsApi(client(Pair.BANK));
    }

    private ApiClient client(String subsystem) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(pair.url(""));
        client.setRequestInterceptor(request -> request.header("X-Road-Client", subsystem));
        return client;
    }

    @AfterAll
    void stop() throws Exception {
        pair.assertNothingHeld();
        pair.close();
    }

    @Test
    void itIsMadeFromTheDescriptionThatTheRegisterServes() throws Exception {
        HttpResponse<String> served = pair.get("/openapi.yaml");

        assertThat(served.headers().firstValue("Content-Type")).hasValue("application/yaml");
        assertThat(served.body()).isEqualTo(Files.readString(DESCRIPTION));
    }

    @Test
    void aPersonIsFoundByNumberAndByName() throws Exception {
        Person person = register.getPerson("100000042");

        assertThat(person.getId()).isEqualTo("100000042");
        assertThat(person.getBorn()).isBefore(LocalDate.of(2026, 1, 1));
        assertThat(register.findPersons(person.getName(), person.getProvince(), 1000)
                        .getPersons())
                .contains(person);
    }

    @Test
    void aPersonIsRegistered() throws Exception {
        NewPerson given = new NewPerson()
                .name("Sok Bopha & Ἀγάθη")
                .sex("F")
                .born(LocalDate.of(1999, 12, 31))
                .province("Siem Reap");

        ApiResponse<Person> made = register.registerPersonWithHttpInfo(given);

        assertThat(made.getStatusCode()).isEqualTo(201);
        assertThat(made.getHeaders().get("location"))
                .containsExactly("/persons/" + made.getData().getId());
        Person person = register.getPerson(made.getData().getId());
        assertThat(person.getName()).isEqualTo(given.getName());
        assertThat(person.getBorn()).isEqualTo(given.getBorn());
        assertThat(register.findPersons("Bopha & Ἀ", "Siem Reap", null).getPersons())
                .containsExactly(person);
    }

    @Test
    void bodiesMayBeLarge() throws Exception {
        NewPerson given = new NewPerson()
                .name("Sok ".repeat(200_000))
                .sex("M")
                .born(LocalDate.of(1999, 12, 31))
                .province("Kampot");

        assertThat(register.registerPerson(given).getName()).isEqualTo(given.getName());
    }

    @Test
    void refusalsOfTheRegisterAndOfTheGatewayAreToldApart() {
        assertThatThrownBy(() -> register.getPerson("1")).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.getCode()).isEqualTo(404);
            assertThat(e.getResponseBody()).contains("no person has the number 1");
            assertThat(e.getResponseHeaders().firstValue("X-Road-Error")).isEmpty();
        });
        assertThatThrownBy(() -> new PersonsApi(client("CAMBODIA/COM/CAMDX-000201/NOBODY")).getPerson("100000042"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.getResponseHeaders().firstValue("X-Road-Error"))
                                .hasValue("Server.ClientProxy.UnknownMember"));
    }
}
