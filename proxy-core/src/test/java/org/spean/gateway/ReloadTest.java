package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.authority.CertificateAuthority.Subject;
import org.spean.testbed.authority.KeyKind;

/** Files that change under a running gateway. */
class ReloadTest {

    @Test
    void changesAreTakenUpAndBrokenOnesRefused(@TempDir Path folder) throws Exception {
        try (Pair pair = Pair.in(folder)
                .both((file, made) -> file.set("globalConfiguration.reloadInterval", "100ms"))
                .start()) {
            assertThat(pair.getService("added", "/headers").body()).contains("UnknownService");
            Path file = pair.server("ss-moi").configuration();
            pair.ministryFile
                    .service(Pair.PROVIDER + "/added", pair.register.url(), List.of(Pair.BANK))
                    .write(file);
            Eventually.value(() -> pair.getService("added", "/headers"), answer -> answer.statusCode() == 200);

            String good = Files.readString(file);
            Files.writeString(file, good.replace("services:", "servces:"));
            Files.writeString(pair.server("ss-bank").configuration(), "instanceServer: [\n");
            // what is proven good is taken up after what is broken would have been
            pair.ecosystem.publish(content -> content.withServer("ss-moi", s -> s.inMaintenance("a sign")));
            for (int i = 0; i < 20; i++) {
                assertThat(pair.getService("added", "/headers").statusCode()).isEqualTo(200);
            }
            pair.bankFile.write(pair.server("ss-bank").configuration());
            HttpResponse<String> told = Eventually.value(
                    () -> pair.get("/x"), answer -> answer.body().contains("a sign"));
            assertThat(told.statusCode()).isEqualTo(500);
            pair.assertNothingHeld();
        }
    }

    @Test
    void newKeySignsFromThenOn(@TempDir Path folder) throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            pair.assertWorks();
            Path log = pair.server("ss-bank").folder().resolve("exchanges.jsonl");
            pair.ecosystem
                    .issuer()
                    .signing(
                            new Subject("CAMBODIA", "COM", "CAMDX-000201", "ss-bank", "Bank of the New Bridge"),
                            KeyKind.EC_P256)
                    .writePkcs12(pair.server("ss-bank").folder().resolve("sign.p12"), "sign", "testbed-sign");
            await().atMost(Pair.PATIENCE).untilAsserted(() -> {
                pair.assertWorks();
                assertThat(Files.readString(log)).contains("Bank of the New Bridge");
            });
            pair.assertNothingHeld();
        }
    }
}
