package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.globalconf.ConfTreeWriter;
import org.spean.testbed.service.PopulationRegister;

/** Two instances that are federated: each trusts the other's authorities for the other's members. */
class FederationTest {

    private static final String CLIENT = "CAMBODIA/COM/CAMDX-000201/BANK";
    private static final String SERVICE = "NEIGHBOUR/GOV/CAMDX-000777/IDENTITY/identity";

    @TempDir
    private Path folder;

    private final String net = "127.251." + (ProcessHandle.current().pid() % 250 + 1) + ".";

    private Ecosystem ecosystem(
            String instance, String memberClass, String code, String server, int host, String subsystem)
            throws Exception {
        return Ecosystem.in(folder.resolve(instance))
                .instance(instance)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .server(memberClass, code, "Member of " + instance, server, net + host, subsystem)
                .start();
    }

    @Test
    void anExchangeCrossesInstancesAndListClientsKnowsBoth() throws Exception {
        try (Ecosystem home = ecosystem("CAMBODIA", "COM", "CAMDX-000201", "ss-bank", 2, "BANK");
                Ecosystem abroad = ecosystem("NEIGHBOUR", "GOV", "CAMDX-000777", "ss-abroad", 3, "IDENTITY");
                PopulationRegister register = PopulationRegister.start(new InetSocketAddress(net + "4", 0), 1000);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            new ConfTreeWriter(home.globalConfiguration()).writeFederated(abroad.content());
            new ConfTreeWriter(abroad.globalConfiguration()).writeFederated(home.content());
            Gateway provider = Gateway.start(
                    abroad.gateway("ss-abroad")
                            .service(SERVICE, register.url(), List.of(CLIENT))
                            .write(abroad.server("ss-abroad").configuration()),
                    InstantSource.system());
            Gateway consumer = Gateway.start(
                    home.gateway("ss-bank")
                            .client(CLIENT)
                            .write(home.server("ss-bank").configuration()),
                    InstantSource.system());
            try {
                String base = home.server("ss-bank").clientUrl();

                HttpResponse<String> answer = get(client, base + "/r1/" + SERVICE + "/persons/100000042");
                HttpResponse<String> methods =
                        get(client, base + "/r1/NEIGHBOUR/GOV/CAMDX-000777/IDENTITY/allowedMethods");
                HttpResponse<String> theirs = get(client, base + "/listClients?xRoadInstance=NEIGHBOUR");
                HttpResponse<String> ours = get(client, base + "/listClients");

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(methods.body())
                        .contains("\"service_code\":\"identity\"", "\"xroad_instance\":\"NEIGHBOUR\"");
                assertThat(theirs.body())
                        .contains("<ns1:memberCode>CAMDX-000777</ns1:memberCode>")
                        .doesNotContain("CAMDX-000201");
                assertThat(ours.body()).contains("CAMDX-000201").doesNotContain("CAMDX-000777");
            } finally {
                consumer.drain();
                provider.drain();
            }
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("X-Road-Client", CLIENT)
                        .timeout(Pair.PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
