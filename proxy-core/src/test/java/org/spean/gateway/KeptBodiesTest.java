package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all bodies together may take that are kept and not logged yet. */
class KeptBodiesTest {

    private static final int KIB = 1 << 10;
    private static final String REFUSAL = "Too many bodies wait to be logged: try again later";

    @TempDir
    Path folder;

    private Pair pair(String maxBody, String memory) throws Exception {
        return Pair.in(folder)
                .bank((file, pair) -> file.set("messageLog.keep", "full")
                        .set("messageLog.maxBody", maxBody)
                        .set("messageLog.bodyMemory", memory))
                .start();
    }

    private static RawClient begin(Pair pair, int length) throws Exception {
        return RawClient.to(pair).write(RawClient.head("POST", "/echo", "Content-Length: " + length) + "\r\n");
    }

    private static void awaitHeld(Pair pair, long bytes) {
        await().atMost(Pair.PATIENCE).until(() -> pair.bank.holdings().keptBodies() >= bytes);
    }

    @Test
    void anExchangeIsNotBegunWithoutRoomForItsBody() throws Exception {
        try (Pair pair = pair("1MiB", "1MiB");
                RawClient slow = begin(pair, 900 * KIB)) {
            slow.write(new byte[600 * KIB]);
            awaitHeld(pair, 600 * KIB);
            long before = pair.register.requests();
            try (RawClient other = begin(pair, 3)) {
                RawClient.Answer refused = other.write("abc").read();
                assertThat(refused.status()).isEqualTo(500);
                assertThat(refused.text()).contains("Server.ClientProxy.LoggingFailed", REFUSAL);
            }
            assertThat(pair.register.requests()).isEqualTo(before);
            assertThat(slow.write(new byte[300 * KIB]).read().body()).hasSize(900 * KIB);
            pair.assertNothingHeld();
            pair.assertWorks();
        }
    }

    @Test
    void whatGrowsBeyondTheRoomIsRefusedAndNothingOfItPassedOn() throws Exception {
        int all = 5;
        try (Pair pair = pair("1MiB", "2MiB")) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < all; i++) {
                RawClient client = begin(pair, 900 * KIB);
                clients.add(client.write(new byte[100 * KIB]));
                awaitHeld(pair, (i + 1) * 100L * KIB);
            }
            for (RawClient client : clients) {
                client.write(new byte[700 * KIB]); // some of them are refused by now
            }
            await().atMost(Pair.PATIENCE).until(() -> pair.bank.inFlight() < all);
            int answered = 0;
            for (RawClient client : clients) {
                client.write(new byte[100 * KIB]);
                RawClient.Answer answer = client.read();
                if (answer.status() == 200) {
                    assertThat(answer.body()).hasSize(900 * KIB);
                    answered++;
                } else {
                    assertThat(answer.text()).contains("Server.ClientProxy.LoggingFailed", REFUSAL);
                }
                client.close();
            }
            assertThat(answered).isLessThan(all);
            assertThat(pair.register.requests()).as("none of the refused").isEqualTo(answered);
            pair.assertNothingHeld();
            pair.assertWorks();
        }
    }
}
