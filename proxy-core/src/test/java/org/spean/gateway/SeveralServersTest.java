package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A subsystem on several security servers. */
class SeveralServersTest {

    private static final String ID = "CAMBODIA/GOV/CAMDX-000121/";

    @Test
    void theFirstToAcceptIsUsedAndAnotherWhenItIsGone(@TempDir Path folder) throws Exception {
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, made) -> description
                        .server("GOV", "CAMDX-000121", "Ministry of Interior", "ss-moi2", made.address(6), "IDENTITY")
                        .server("GOV", "CAMDX-000121", "Ministry of Interior", "ss-moi3", made.address(7), "IDENTITY"))
                .bank((file, made) -> file.set("timeouts.connect", "2s"))
                .start()) {
            // ss-moi3 never runs
            for (int i = 0; i < 5; i++) {
                pair.assertWorks();
            }
            assertThat(narrowed(pair, "ss-moi3").body()).contains("Server.ClientProxy.NetworkError");
            assertThat(narrowed(pair, "ss-nowhere").body()).contains("Server.ClientProxy.InvalidSecurityServer");
            assertThat(narrowed(pair, "ss-moi").statusCode()).isEqualTo(200);

            Gateway second = pair.further(
                    "ss-moi2", file -> file.service(Pair.SERVICE, pair.register.url(), List.of(Pair.BANK)));
            pair.assertWorks();
            assertThat(second.records()).as("the first is remembered").isZero();
            assertThat(narrowed(pair, "ss-moi2").statusCode()).isEqualTo(200);
            assertThat(second.records()).isEqualTo(2);

            pair.ministry.drain();
            Eventually.value(() -> pair.get("/persons/100000042"), answer -> answer.statusCode() == 200);
            assertThat(second.records()).isGreaterThan(2);
            second.drain();
            assertThat(pair.get("/x").body()).contains("Server.ClientProxy.NetworkError");
        }
    }

    private static HttpResponse<String> narrowed(Pair pair, String server) throws Exception {
        return pair.send(pair.request("/persons/100000042")
                .header("X-Road-Security-Server", ID + server)
                .GET()
                .build());
    }
}
