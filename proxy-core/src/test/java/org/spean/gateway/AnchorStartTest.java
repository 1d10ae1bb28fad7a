package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.config.ConfigurationException;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.SourceBehaviour;
import org.spean.testbed.globalconf.SourceBehaviour.Fault;

/** Gateways that have nothing but an anchor. */
class AnchorStartTest {

    @Test
    void exchangesFollowFromAnAnchorAloneAndOutliveTheSource(@TempDir Path folder) throws Exception {
        Pair.Builder builder = Pair.in(folder)
                .ecosystem((description, pair) -> description.source(new InetSocketAddress(pair.address(14), 0)))
                // Looked at by itself it would be seen in an hour; the client hands it over at once.
                .both((file, pair) -> file.set("globalConfiguration.reloadInterval", "1h")
                        .set("globalConfiguration.refreshInterval", "1s"));
        try (Pair pair = builder.start()) {
            pair.assertWorks();
            assertThat(Files.isSymbolicLink(pair.server("ss-bank").folder().resolve("globalconf/current")))
                    .isTrue();

            ConfContent good = pair.ecosystem.content();
            pair.ecosystem.publish(content -> content.withServer("ss-moi", s -> s.inMaintenance("a sign")));
            Eventually.value(() -> pair.get("/x"), answer -> answer.body().contains("a sign"));
            pair.ecosystem.publish(content -> good);
            Eventually.value(() -> pair.get("/headers"), answer -> answer.statusCode() == 200);
            pair.ecosystem.source().behave(SourceBehaviour.faulty(Fault.DOWN));
            pair.bank.drain();
            Gateway again = Gateway.start(pair.server("ss-bank").configuration(), InstantSource.system());
            pair.assertWorks();
            again.drain();
        }
    }

    @Test
    void aStartWithoutSourceFailsInOneLine(@TempDir Path folder) throws Exception {
        Pair.Builder builder = Pair.in(folder)
                .ecosystem((description, pair) -> description.source(new InetSocketAddress(pair.address(14), 0)));
        try (Pair pair = builder.start()) {
            pair.ecosystem.source().behave(SourceBehaviour.faulty(Fault.UNAVAILABLE));
            Path file = pair.bankFile
                    .set("globalConfiguration.directory", "elsewhere")
                    .set("globalConfiguration.startTimeout", "1s")
                    .write(pair.server("ss-bank").folder().resolve("other.yaml"));

            assertThatThrownBy(() -> Gateway.start(file, InstantSource.system()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("other.yaml: globalConfiguration.anchor: no configuration within 1 s: ")
                    .hasMessageContaining(pair.ecosystem.source().url() + "")
                    .hasMessageContaining("answered 503");
        }
    }
}
