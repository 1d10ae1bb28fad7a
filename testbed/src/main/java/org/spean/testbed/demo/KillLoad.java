package org.spean.testbed.demo;

import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.spean.testbed.service.BankSystem;
import org.spean.testbed.service.SampleBytes;
import org.spean.testbed.service.SmallAnswer;
import org.spean.testbed.service.SoapMessages;
import reactor.core.publisher.Mono;

/**
 * Clients of the bank that go on whatever happens, and remember which of their exchanges were answered: look-ups, now and
 * then a document that is too large for memory, now and then a SOAP message with an attachment.
 */
final class KillLoad implements AutoCloseable {
    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PAUSE_MS = 60;
    private static final int DOCUMENT = 400 * 1024;
    private static final int ATTACHMENT = 20 * 1024;
    private static final String DOCUMENT_SHA256 = SampleBytes.sha256(DOCUMENT);
    private static final String ATTACHMENT_SHA256 = SampleBytes.sha256(ATTACHMENT);

    private final RunningPair pair;
    private final BankSystem bank;
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private int count;
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean ending;

    /** Starts at once. */
    KillLoad(RunningPair pair, long seed) {
        this.pair = pair;
        bank = new BankSystem(pair.bankServer().clientUrl(), pair.bankSubsystem(), PATIENCE, CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            clients.add(Thread.ofPlatform().daemon().start(() -> run(random)));
        }
    }

    /** How many were answered so far. */
    synchronized int count() {
        return count;
    }

    /** Waits until so many have been answered in all. */
    synchronized void await(int wanted) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (count < wanted) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException(
                        "exchanges answered: " + count + " (expected: " + wanted + " within a minute)");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Ends when all that is under way has ended; gives the ids of the exchanges that were answered. */
    List<String> end() throws InterruptedException {
        ending = true;
        for (Thread client : clients) {
            client.join();
        }
        return List.copyOf(answered);
    }

    private synchronized void answered(String id) {
        answered.add(id);
        count++;
        notifyAll();
    }

    private void run(SplittableRandom random) {
        try {
            while (!ending) {
                String id = "CAMBODIA-" + UUID.randomUUID();
                if (exchange(id, random.nextInt(32))) {
                    answered(id);
                }
                Thread.sleep(random.nextInt(PAUSE_MS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean exchange(String id, int kind) {
        try {
            Mono<BankSystem.Answer> sent = kind == 0 ? document(id) : kind == 1 ? soap(id) : lookUp(id);
            BankSystem.Answer answer = sent.block(PATIENCE);
            String wanted = kind == 0 ? DOCUMENT_SHA256 : kind == 1 ? ATTACHMENT_SHA256 : SmallAnswer.BODY;
            return answer != null
                    && answer.status() == 200
                    && answer.beginning().contains(wanted);
        } catch (RuntimeException e) {
            return false; // what becomes of it is not known
        }
    }

    private Mono<BankSystem.Answer> lookUp(String id) {
        return bank.call(HttpMethod.GET, pair.service("small") + "/persons/100000042", id, Map.of(), Mono.empty());
    }

    private Mono<BankSystem.Answer> document(String id) {
        return bank.call(
                HttpMethod.POST,
                pair.service("identity") + "/persons/100000042/documents",
                id,
                Map.of("Content-Type", "application/octet-stream"),
                SampleBytes.stream(DOCUMENT));
    }

    private Mono<BankSystem.Answer> soap(String id) {
        String request = SoapMessages.request(
                pair.bankSubsystem(), pair.service("personDetails/v1"), id, "<ns:personcode>100000042</ns:personcode>");
        return bank.soap(SoapMessages.RELATED, SoapMessages.related(request, 1, ATTACHMENT, false));
    }

    @Override
    public void close() {
        ending = true;
        bank.close();
    }
}
