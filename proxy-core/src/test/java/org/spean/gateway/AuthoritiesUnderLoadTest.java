package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spean.messagelog.EvidenceReader;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.authority.OcspBehaviour;
import org.spean.testbed.authority.StampBehaviour;
import org.spean.testbed.authority.StampBehaviour.Lie;
import org.spean.testbed.globalconf.ConfSource;
import org.spean.testbed.globalconf.SourceBehaviour;
import org.spean.testbed.globalconf.SourceBehaviour.Fault;

/**
 * Those on whom all servers rely are slow, away or lie while exchanges pass, and come back: what is fresh is used, then refused
 * with the rule, and exchanges go on by themselves afterwards; each that was answered has its evidence.
 */
@Tag("long")
class AuthoritiesUnderLoadTest {

    @TempDir
    private Path folder;

    /** They were asked four times more: each gateway has had whole answers. */
    private static void awaitAsked(IntSupplier asked) {
        int before = asked.getAsInt();
        await().atMost(Duration.ofSeconds(40)).until(() -> asked.getAsInt() >= before + 4);
    }

    // ---- OCSP: asked again every two seconds, as answers are fresh for four

    private static void respond(Pair pair, OcspBehaviour behaviour) {
        pair.ecosystem.responders().forEach(responder -> responder.behave(behaviour));
    }

    @Test
    @Timeout(300)
    void respondersThatAreSlowAwayOrStaleStopExchangesNoLongerThanTheyAreSo() throws Exception {
        OcspBehaviour brief = OcspBehaviour.NORMAL.valid(Duration.ofSeconds(4));
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, made) -> description.ocspFreshness(Duration.ofSeconds(4)))
                .start()) {
            respond(pair, brief);
            try (Traffic traffic = new Traffic(pair)) {
                traffic.awaitAnswers(20);
                respond(pair, brief.slow(Duration.ofMillis(300)));
                awaitAsked(() -> pair.ecosystem.ocsp().requests());
                traffic.awaitAnswers(10);
                assertThat(traffic.refusals()).isEmpty();

                respond(pair, brief.down());
                traffic.awaitRefusals(10);
                respond(pair, brief);
                traffic.awaitAnswers(20);
                respond(pair, brief.stale(Duration.ofHours(1)));
                traffic.awaitRefusals(10);
                respond(pair, brief);
                traffic.awaitAnswers(20);
                var certificate = pair.server("ss-bank").signing().certificate();
                pair.ecosystem.issuer().status(certificate, CertificateStatus.REVOKED);
                traffic.awaitRefusals(10);
                pair.ecosystem.issuer().status(certificate, CertificateStatus.GOOD);
                traffic.awaitAnswers(20);

                traffic.assertTold("CannotCreateSignature", "SslAuthenticationFailed", "CertValidation");
                traffic.assertKept(2, pair.bank, pair.ministry);
            }
        }
    }

    // ---- time-stamps: every second, and exchanges stop after two without

    @Test
    @Timeout(300)
    void stampersThatAreSlowAwayOrLieStopExchangesNoLongerThanTheyAreSo() throws Exception {
        try (Pair pair = Pair.in(folder)
                        .ecosystem((description, made) -> description.timeStampers(1))
                        .both((file, made) -> file.set("timestamping.interval", "1s")
                                .set("timestamping.retryDelay", "1s")
                                .set("timestamping.acceptableFailurePeriod", "2s"))
                        .start();
                Traffic traffic = new Traffic(pair)) {
            var stamper = pair.ecosystem.stampers().getFirst();
            traffic.awaitAnswers(20);
            stamper.behave(StampBehaviour.NORMAL.slow(Duration.ofMillis(300)));
            awaitAsked(stamper::requests);
            traffic.awaitAnswers(10);
            assertThat(traffic.refusals()).isEmpty();

            for (StampBehaviour behaviour : new StampBehaviour[] {
                StampBehaviour.NORMAL.down(),
                StampBehaviour.NORMAL.lying(Lie.WRONG_IMPRINT),
                StampBehaviour.NORMAL.lying(Lie.BROKEN_SIGNATURE),
                StampBehaviour.NORMAL.lying(Lie.HUGE)
            }) {
                stamper.behave(behaviour);
                traffic.awaitRefusals(10);
                stamper.behave(StampBehaviour.NORMAL);
                traffic.awaitAnswers(20);
            }

            traffic.assertTold("LoggingFailed.TimestamperFailed");
            traffic.assertKept(2, pair.bank, pair.ministry);
            for (Gateway gateway : new Gateway[] {pair.bank, pair.ministry}) {
                await().atMost(Pair.PATIENCE)
                        .untilAsserted(() -> assertThat(unstamped(gateway)).isZero());
            }
        }
    }

    private static long unstamped(Gateway gateway) {
        return gateway.<Long, RuntimeException>withEvidence(store -> {
            try (EvidenceReader reader = store.reader()) {
                return reader.sample(100_000, new Random(1)).stream()
                        .map(reader::read)
                        .filter(evidence -> evidence == null || evidence.stamp() == null)
                        .count();
            }
        });
    }

    // ---- the source of the global configuration: asked every second

    @Test
    @Timeout(300)
    void aSourceThatIsSlowAwayOrLiesStopsExchangesOnlyWhenItsTreeIsOver() throws Exception {
        try (Pair pair = Pair.in(folder)
                        .ecosystem(
                                (description, made) -> description.source(new InetSocketAddress(made.address(14), 0)))
                        .both((file, made) -> file.set("globalConfiguration.refreshInterval", "1s"))
                        .start();
                Traffic traffic = new Traffic(pair)) {
            ConfSource source = pair.ecosystem.source();
            IntSupplier asked = () -> source.requests("/internalconf");
            Instant good = pair.ecosystem.content().expires();
            traffic.awaitAnswers(20);
            for (SourceBehaviour behaviour : new SourceBehaviour[] {
                SourceBehaviour.slow(Duration.ofMillis(300)),
                SourceBehaviour.faulty(Fault.DOWN),
                SourceBehaviour.faulty(Fault.UNAVAILABLE),
                SourceBehaviour.faulty(Fault.FORGED_DIRECTORY),
                SourceBehaviour.faulty(Fault.CUT_DIRECTORY),
                SourceBehaviour.faulty(Fault.REPLAYED),
                SourceBehaviour.faulty(Fault.EXPIRED)
            }) {
                source.behave(behaviour);
                awaitAsked(asked);
                traffic.awaitAnswers(10);
            }
            assertThat(traffic.refusals()).isEmpty();

            source.behave(SourceBehaviour.NORMAL);
            pair.ecosystem.publish(content -> content.withExpires(Instant.now().plusSeconds(5)));
            traffic.awaitRefusals(10);
            source.behave(SourceBehaviour.faulty(Fault.FORGED_DIRECTORY));
            pair.ecosystem.publish(content -> content.withExpires(good));
            awaitAsked(asked);
            traffic.awaitRefusals(10); // what would help is not signed
            source.behave(SourceBehaviour.NORMAL);
            traffic.awaitAnswers(20);

            traffic.assertTold("OutdatedGlobalConf");
            traffic.assertKept(2, pair.bank, pair.ministry);
        }
    }
}
