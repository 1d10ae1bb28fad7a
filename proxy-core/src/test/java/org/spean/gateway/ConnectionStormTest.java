package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at once after the start of a gateway, before it has a connection to the peer. */
class ConnectionStormTest {
    private static final int CLIENTS = 300;

    @TempDir
    private Path folder;

    @Test
    void firstExchangesWaitForTheirConnectionsInsteadOfFloodingThePeer() throws Exception {
        try (Pair pair = Pair.in(folder)
                .both((file, made) -> file.set("limits.handshakes", 8).set("timeouts.connect", "50s"))
                .start()) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                answers.add(pair.client.sendAsync(
                        pair.request("/persons/100000042").GET().build(), HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                HttpResponse<String> told = answer.get(60, TimeUnit.SECONDS);
                assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
            }
            pair.assertNothingHeld();
        }
    }
}
