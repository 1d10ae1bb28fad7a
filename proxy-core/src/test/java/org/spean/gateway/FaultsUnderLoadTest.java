package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.fault.Relay;

/**
 * What stands between the gateways, and between a gateway and its service, fails under load and comes back: clients are told so
 * in time, nobody is told anything internal, each exchange that was answered has its evidence, and nothing is held.
 */
class FaultsUnderLoadTest {

    @Test
    void aPeerThatIsSlowAwayOrSilentIsUsedAgainWhenItIsBack(@TempDir Path folder) throws Exception {
        try (Pair pair = Pair.in(folder)
                        .ministry((file, made) -> file.set("listen.peer", made.address(3) + ":5600")
                                .set("timeouts.betweenBytes", "2s"))
                        .bank((file, made) -> file.set("timeouts.firstByte", "2s")
                                .set("timeouts.betweenBytes", "2s")
                                .set("timeouts.handshake", "2s"))
                        .start();
                Relay line = Relay.start(
                        new InetSocketAddress(pair.address(3), 5500), new InetSocketAddress(pair.address(3), 5600));
                Traffic traffic = new Traffic(pair)) {
            traffic.awaitAnswers(20);
            line.slow(Duration.ofMillis(20));
            traffic.awaitAnswers(10); // slower, and that is all
            assertThat(traffic.refusals()).isEmpty();
            line.heal();
            line.cut();
            traffic.awaitAnswers(20);
            line.down();
            traffic.awaitRefusals(10);
            line.heal();
            traffic.awaitAnswers(20);
            line.mute();
            traffic.awaitRefusals(4);
            line.heal();
            line.cut(); // as a host that has come back knows no connection
            traffic.awaitAnswers(20);

            traffic.assertTold("NetworkError");
            traffic.assertKept(2, pair.bank, pair.ministry);
        }
    }

    @Test
    void aServiceThatIsSlowAwayOrSilentIsUsedAgainWhenItIsBack(@TempDir Path folder) throws Exception {
        Relay[] line = new Relay[1];
        try (Pair pair = Pair.in(folder)
                .ministry((file, made) -> {
                    line[0] = relay(made);
                    String url = made.register
                            .url()
                            .replace(":" + port(made), ":" + line[0].address().getPort());
                    return file.remove("services").add("services", service(url)).set("timeouts.betweenBytes", "2s");
                })
                .start()) {
            try (Relay service = line[0];
                    Traffic traffic = new Traffic(pair)) {
                traffic.awaitAnswers(20);
                service.slow(Duration.ofMillis(20));
                traffic.awaitAnswers(10);
                assertThat(traffic.refusals()).isEmpty();
                service.heal();
                service.down();
                traffic.awaitRefusals(10);
                service.heal();
                traffic.awaitAnswers(20);
                service.mute();
                traffic.awaitRefusals(4);
                service.heal();
                service.cut();
                traffic.awaitAnswers(20);

                traffic.assertTold("Server.ServerProxy.NetworkError");
                traffic.assertKept(2, pair.bank, pair.ministry);
            }
        }
    }

    private static Relay relay(Pair pair) {
        try {
            return Relay.start(
                    new InetSocketAddress(pair.address(4), 0), new InetSocketAddress(pair.address(4), port(pair)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(Pair pair) {
        return URI.create(pair.register.url()).getPort();
    }

    private static Object service(String url) {
        return GatewayFile.mapOf("id", Pair.SERVICE, "url", url, "timeout", "2s", "allow", List.of(Pair.BANK));
    }
}
