package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code peers.minimumVersion}: requests of older servers are refused. */
class PeerVersionTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"7.3.9,false", "7.4.0-rc1,false", "7.4.0,true", "7.8.0+spean.0.1.0,true"})
    void olderServersAreRefused(String version, boolean taken) throws Exception {
        try (Pair pair = Pair.in(folder)
                .bank((file, made) -> file.set("proxyVersion", version))
                .ministry((file, made) -> file.set("peers.minimumVersion", "7.4.0"))
                .start()) {
            HttpResponse<String> answer = pair.get("/persons/100000042");

            if (taken) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            } else {
                assertThat(answer.headers().firstValue("x-road-error"))
                        .hasValue("Server.ServerProxy.ClientProxyVersionNotSupported");
                assertThat(answer.body())
                        .contains("The minimum supported version for client Security Server is: 7.4.0");
            }
        }
    }
}
