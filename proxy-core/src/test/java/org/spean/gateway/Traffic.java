package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceVerifier;

/** Exchanges through a pair, one after the other by a few clients, whatever comes of them, until it is ended. */
final class Traffic implements AutoCloseable {

    static final int CLIENTS = 4;
    private static final String BODY = "evidence ".repeat(2000);

    private final Pair pair;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger names = new AtomicInteger();
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final Set<String> refusals = ConcurrentHashMap.newKeySet();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    Traffic(Pair pair) {
        this.pair = pair;
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofPlatform().daemon().start(this::run));
        }
    }

    private void run() {
        while (!ending) {
            String id = "t-" + names.incrementAndGet();
            try {
                HttpResponse<String> answer = pair.send(pair.request("/echo")
                        .header("X-Road-Id", id)
                        .POST(BodyPublishers.ofString(BODY))
                        .build());
                if (answer.statusCode() == 200 && answer.body().equals(BODY)) {
                    answered.add(id);
                } else {
                    refusals.add(answer.body());
                    refused.incrementAndGet();
                }
            } catch (IOException e) {
                broken.add(String.valueOf(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Waits for so many more answers. */
    void awaitAnswers(int more) {
        int before = answered.size();
        await().atMost(Duration.ofSeconds(40)).until(() -> answered.size() >= before + more);
    }

    /** Waits for so many more refusals. */
    void awaitRefusals(int more) {
        awaitRefusals(more, () -> {});
    }

    /** What makes them be refused, done once or more. */
    interface Fault {
        void again() throws IOException;
    }

    /**
     * Waits for so many more refusals, and does what makes them again and again meanwhile: room on a disk that messages under
     * way had when it was filled is free again when they have ended, and enough for those that come then.
     */
    void awaitRefusals(int more, Fault fault) {
        int before = refused.get();
        await().atMost(Duration.ofSeconds(40)).until(() -> {
            fault.again();
            return refused.get() >= before + more;
        });
    }

    /** Bodies of answers that were none. */
    Set<String> refusals() {
        return refusals;
    }

    /** There were refusals, each with one of these codes and with nothing internal. */
    void assertTold(String... codes) {
        assertThat(refusals).isNotEmpty().allSatisfy(body -> {
            assertThat(codes).as(body).anyMatch(body::contains);
            assertThat(body).doesNotContain("Exception", "java.", "127.", ":5500", "org.spean");
        });
    }

    /** Ends it. Each exchange that was answered has so many records in the log of a gateway, and they prove it. */
    void assertKept(int records, Gateway... gateways) throws Exception {
        close();
        assertThat(broken).as("every request got an answer").isEmpty();
        pair.assertNothingHeld();
        for (Gateway gateway : gateways) {
            gateway.<Boolean, RuntimeException>withEvidence(store -> {
                try (EvidenceReader reader = store.reader()) {
                    assertProved(reader, gateway.view().anchors(), answered, records);
                }
                return true;
            });
        }
    }

    /** Each of these exchanges has so many records in a log, and they prove it. */
    static void assertProved(EvidenceReader reader, TrustAnchors anchors, Collection<String> ids, int records) {
        try (SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
            EvidenceVerifier evidence = new EvidenceVerifier(verifier, anchors);
            List<String> refusals = new ArrayList<>();
            for (String id : ids) {
                List<Evidence> kept = reader.find(EvidenceQuery.id(id), 9).stream()
                        .map(reader::read)
                        .filter(Objects::nonNull)
                        .toList();
                assertThat(kept.stream().map(record -> record.side() + " " + record.response()))
                        .as(id)
                        .doesNotHaveDuplicates()
                        .hasSize(records);
                kept.stream().map(evidence::refuse).filter(Objects::nonNull).forEach(refusals::add);
            }
            assertThat(refusals).isEmpty();
        }
    }

    @Override
    public void close() {
        ending = true;
        await().atMost(Duration.ofSeconds(40)).until(() -> clients.stream().noneMatch(Thread::isAlive));
    }
}
