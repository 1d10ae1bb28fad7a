package org.spean.testbed.demo;

import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.spean.testbed.service.BankSystem;
import org.spean.testbed.service.SmallAnswer;
import reactor.core.publisher.Mono;

/**
 * Clients that go on whatever happens, one exchange at a time each, and remember every one of them: those of the bank, and
 * those of the ministry, which asks itself.
 */
final class FailoverLoad implements AutoCloseable {
    private static final int CLIENTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LEAST_PAUSE_MS = 20;
    private static final int MOST_PAUSE_MS = 100;

    private final RunningPair pair;
    private final BankSystem bank;
    private final BankSystem ministry;
    private final List<Attempt> attempts = new ArrayList<>();
    private int answered;
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean ending;

    /**
     * One exchange.
     *
     * @param client its number; one client has one exchange in flight at most
     * @param own whether the ministry asked itself
     * @param begun when, by {@link System#nanoTime}; {@code ended} likewise
     * @param outcome {@link #ANSWERED}, or what the client got instead of the answer
     */
    record Attempt(int client, boolean own, String id, long begun, long ended, String outcome) {
        static final String ANSWERED = "";

        boolean answered() {
            return outcome.equals(ANSWERED);
        }

        Duration took() {
            return Duration.ofNanos(ended - begun);
        }
    }

    /**
     * Starts at once.
     *
     * @param ministryUrl where the ministry's gateways take clients
     */
    FailoverLoad(RunningPair pair, String ministryUrl, long seed) {
        this.pair = pair;
        bank = new BankSystem(pair.bankServer().clientUrl(), pair.bankSubsystem(), PATIENCE, CLIENTS);
        ministry = new BankSystem(ministryUrl, pair.ministryServer().subsystem("IDENTITY"), PATIENCE, CLIENTS);
        for (int i = 0; i < 2 * CLIENTS; i++) {
            int client = i;
            clients.add(Thread.ofVirtual().start(() -> run(client, new SplittableRandom(seed + client))));
        }
    }

    /** How many were answered so far. */
    synchronized int answered() {
        return answered;
    }

    /** Waits until so many more have been answered. */
    synchronized void awaitMore(int more) throws InterruptedException {
        int wanted = answered + more;
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (answered < wanted) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException("exchanges answered: " + answered + " (expected: " + wanted
                        + " within two minutes); the latest: " + (attempts.isEmpty() ? "none" : attempts.getLast()));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Ends when all that is under way has ended. */
    List<Attempt> end() throws InterruptedException {
        ending = true;
        for (Thread client : clients) {
            client.join();
        }
        synchronized (this) {
            return List.copyOf(attempts);
        }
    }

    private synchronized void add(Attempt attempt) {
        attempts.add(attempt);
        if (attempt.answered()) {
            answered++;
            notifyAll();
        }
    }

    private void run(int client, SplittableRandom random) {
        boolean own = client % 2 == 1;
        try {
            while (!ending) {
                String id = "CAMBODIA-" + UUID.randomUUID();
                long begun = System.nanoTime();
                String outcome = exchange(own ? ministry : bank, id);
                add(new Attempt(client, own, id, begun, System.nanoTime(), outcome));
                Thread.sleep(random.nextInt(LEAST_PAUSE_MS, MOST_PAUSE_MS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String exchange(BankSystem from, String id) {
        try {
            BankSystem.Answer answer = from.call(
                            HttpMethod.GET, pair.service("small") + "/persons/100000042", id, Map.of(), Mono.empty())
                    .block(PATIENCE);
            if (answer == null) {
                return "nothing";
            }
            return answer.status() == 200 && answer.beginning().contains(SmallAnswer.BODY)
                    ? Attempt.ANSWERED
                    : answer.status() + " " + answer.beginning();
        } catch (RuntimeException e) { // what becomes of it is not known
            return String.valueOf(e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void close() {
        ending = true;
        bank.close();
        ministry.close();
    }
}
