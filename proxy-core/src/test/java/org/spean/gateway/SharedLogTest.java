package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceReport;
import org.spean.messagelog.EvidenceVerifier;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;
import org.spean.view.Views;

/** Gateways that write their evidence into one PostgreSQL. */
class SharedLogTest {

    private static final int EXCHANGES = 20;

    @TempDir
    Path folder;

    @Test
    void evidenceOfSeveralGatewaysIsTogether() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        try (Pair pair = pair(database)) {
            for (int i = 0; i < EXCHANGES; i++) {
                pair.assertWorks();
            }
            pair.assertNothingHeld();
            Path file = pair.server("ss-bank").configuration();
            try (Views views = Views.open(file, InstantSource.system());
                    EvidenceReader log = EvidenceHomes.read(views.current().config());
                    SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
                List<Long> records = log.sample(1000, new Random(1));
                EvidenceReport report =
                        new EvidenceVerifier(verifier, views.current().anchors()).verify(log, records);
                assertThat(report.refusals()).isEmpty();
                assertThat(report.verified()).isEqualTo(4 * EXCHANGES);
                assertThat(log.counts().providerResponses()).isEqualTo(EXCHANGES);
            }
        }
    }

    @Test
    void withoutTheDatabaseExchangesAreRefusedUntilItIsBack() throws Exception {
        PostgresServer server = PostgresServer.alone();
        try (Pair pair = pair(server.newDatabase())) {
            pair.assertWorks();
            server.halt();
            HttpResponse<String> refused =
                    Eventually.value(() -> pair.get("/persons/100000042"), answer -> answer.statusCode() == 500);
            assertThat(refused.body()).contains("LoggingFailed").doesNotContain("127.0.0.1", "postgres");
            server.start();
            Eventually.value(() -> pair.get("/persons/100000042"), answer -> answer.statusCode() == 200);
            pair.assertNothingHeld();
        } finally {
            server.halt();
        }
    }

    private Pair pair(Database database) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), database.password());
        return Pair.in(folder.resolve("pair"))
                .both((file, pair) -> file.set("messageLog.home", "postgresql")
                        .set("messageLog.postgresql.url", database.url())
                        .set("messageLog.postgresql.user", database.user())
                        .set("messageLog.postgresql.passwordFile", password.toString())
                        .set("timeouts.commit", "2s"))
                .start();
    }
}
