package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.globalconf.GlobalConf;
import org.spean.testbed.globalconf.Country;
import org.spean.testbed.load.LoadDriver;
import org.spean.testbed.load.LoadPlan;
import org.spean.testbed.load.LoadReport;

/** A large tree is replaced while exchanges run: none of them fails, and what was replaced is let go. */
class SwapTest {
    private static final Country COUNTRY = new Country(2_000, 6_000, 4_000, 1);
    private static final int SWAPS = 4;

    @Test
    void exchangesGoOnWhileALargeTreeIsReplaced(@TempDir Path folder) throws Exception {
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, made) ->
                        description.server("COM", "CAMDX-000301", "Other", "ss-other", made.address(9), "OTHER"))
                .bank((file, made) -> file.set("globalConfiguration.reloadInterval", "100ms"))
                .ministry((file, made) -> {
                    publish(made);
                    return file.set("globalConfiguration.reloadInterval", "100ms");
                })
                .start()) {
            pair.assertWorks();
            CompletableFuture<LoadReport> load = CompletableFuture.supplyAsync(() -> drive(pair));
            HttpRequest other = pair.to(pair.server("ss-bank").clientUrl() + "/r1/CAMBODIA/COM/CAMDX-000301/OTHER/x")
                    .build();
            GlobalConf first = pair.bank.view().globalConf();
            assertThat(first.servers()).isNotEmpty();
            List<WeakReference<GlobalConf>> replaced = new ArrayList<>();
            for (int i = 1; i <= SWAPS; i++) {
                if (i > 1) {
                    replaced.add(new WeakReference<>(pair.bank.view().globalConf()));
                }
                replaced.add(new WeakReference<>(pair.ministry.view().globalConf()));
                String sign = "sign " + i;
                pair.ecosystem.publish(content -> content.withServer("ss-other", s -> s.inMaintenance(sign)));
                Eventually.value(() -> pair.send(other), answer -> answer.body().contains(sign));
            }
            LoadReport report = load.join();
            assertThat(report.totalBad()).isZero();
            assertThat(report.exchanges()).isPositive();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> first.servers().iterator().next())
                            .as("its tables are closed, whoever still has it")
                            .isInstanceOf(IllegalStateException.class));
            // The ministry's may take up the last one a little later.
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                System.gc();
                return replaced.stream().allMatch(conf -> conf.refersTo(null));
            });
        }
    }

    private static void publish(Pair pair) {
        try {
            pair.ecosystem.publish(COUNTRY::addedTo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LoadReport drive(Pair pair) {
        try {
            return LoadDriver.run(LoadPlan.get(URI.create(pair.url("/persons/100000042")), 2, Duration.ofSeconds(4))
                    .withHeaders(List.of(Map.entry("X-Road-Client", Pair.BANK))));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
