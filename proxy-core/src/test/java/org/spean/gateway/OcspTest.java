package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.globalconf.GlobalConfTree;
import org.spean.messagelog.EvidenceReport;
import org.spean.messagelog.EvidenceVerifier;
import org.spean.messagelog.segment.SegmentEvidence;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.authority.OcspBehaviour;

/** What a changed status, and a responder that is down, mean for exchanges. */
class OcspTest {
    @TempDir
    private Path folder;

    /** Statuses that are asked for again every two seconds, as they are good for four. */
    private static void brief(Pair pair) {
        pair.ecosystem
                .responders()
                .forEach(responder -> responder.behave(OcspBehaviour.NORMAL.valid(Duration.ofSeconds(4))));
    }

    private static void awaitStatus(Pair pair, int status) {
        await().atMost(Pair.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() ->
                        assertThat(pair.get("/persons/100000042").statusCode()).isEqualTo(status));
    }

    @Test
    void aRevokedCertificateStopsExchangesUntilItIsGoodAgain() throws Exception {
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, unready) -> description.ocspFreshness(Duration.ofSeconds(4)))
                .start()) {
            brief(pair);
            awaitStatus(pair, 200);
            X509Certificate signing = pair.server("ss-bank").signing().certificate();
            X509Certificate authentication =
                    pair.server("ss-bank").authentication().certificate();
            X509Certificate provider = pair.server("ss-moi").signing().certificate();
            for (X509Certificate one : List.of(signing, authentication, provider)) {
                pair.ecosystem.issuer().status(one, CertificateStatus.REVOKED);
                awaitStatus(pair, 500);
                pair.ecosystem.issuer().status(one, CertificateStatus.GOOD);
                awaitStatus(pair, 200);
            }
        }
    }

    /** Certificates are judged at the time of signing: a revocation is of no matter to what was signed before. */
    @Test
    void whatWasSignedBeforeARevocationProvesItselfAfterIt() throws Exception {
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, unready) -> description.ocspFreshness(Duration.ofSeconds(4)))
                .start()) {
            brief(pair);
            awaitStatus(pair, 200);
            pair.ecosystem.issuer().status(pair.server("ss-bank").signing().certificate(), CertificateStatus.REVOKED);
            pair.ecosystem.issuer().status(pair.server("ss-moi").signing().certificate(), CertificateStatus.REVOKED);
            awaitStatus(pair, 500);
            for (EcosystemServer server : pair.ecosystem.servers()) {
                try (SegmentEvidence log = SegmentEvidence.open(server.folder().resolve("messagelog"), null);
                        SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
                    EvidenceReport report = new EvidenceVerifier(
                                    verifier,
                                    GlobalConfTree.read(pair.ecosystem.globalConfiguration())
                                            .anchors(1))
                            .verify(log, log.sample(1000, new Random(1)));
                    assertThat(report.verified()).isGreaterThanOrEqualTo(2);
                    assertThat(report.refusals()).isEmpty();
                }
            }
        }
    }

    @Test
    void aRestartNeedsNoResponderWhileTheResponsesOnDiskAreFresh() throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            pair.assertWorks();
            pair.bank.drain();
            try (Stream<Path> kept = Files.list(pair.server("ss-bank").folder().resolve("ocsp"))) {
                assertThat(kept).hasSize(2);
            }
            pair.ecosystem.responders().forEach(responder -> responder.behave(OcspBehaviour.NORMAL.down()));
            int asked = pair.ecosystem.ocsp().requests();
            Gateway again = Gateway.start(pair.server("ss-bank").configuration(), InstantSource.system());
            try {
                pair.assertWorks();
                assertThat(pair.ecosystem.ocsp().requests()).isEqualTo(asked);
            } finally {
                again.drain();
            }
        }
    }

    @Test
    void damagedFilesCostAQuestionAndNothingElse() throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            pair.bank.drain();
            for (Path file : kept(pair)) {
                Files.write(file, new byte[] {1, 2, 3});
            }
            Gateway again = Gateway.start(pair.server("ss-bank").configuration(), InstantSource.system());
            try {
                pair.assertWorks();
                for (Path file : kept(pair)) {
                    assertThat(Files.size(file)).isGreaterThan(100);
                }
            } finally {
                again.drain();
            }
        }
    }

    private static Path[] kept(Pair pair) throws IOException {
        try (Stream<Path> kept = Files.list(pair.server("ss-bank").folder().resolve("ocsp"))) {
            return kept.toArray(Path[]::new);
        }
    }
}
