package org.spean.crypto.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.key.SigningKey;
import org.spean.identifier.MemberId;
import org.spean.pace.BatchPace;

/** Who is next and when, in virtual time and without threads. */
class SigningQueueTest {
    private static final long SIGNATURE = 1000;
    private static final SigningKey HERE = TestKeys.broken(true);
    private static final SigningKey ELSEWHERE = TestKeys.broken(false);

    private final AtomicInteger taken = new AtomicInteger();
    private final BatchPace pace = new BatchPace(0.4, 8);
    private long now;
    private int inFlight = 1;
    private final SigningQueue queue = new SigningQueue(pace, () -> inFlight, () -> now);

    SigningQueueTest() {
        pace.took(SIGNATURE);
    }

    @Test
    void givesOutTheWholeLaneWhenDue() {
        inFlight = 10;
        Ticket first = add("A");
        Ticket second = add("A");
        Ticket third = add("A");
        assertThat(queue.poll(now)).isNull();
        Ticket fourth = add("A");

        assertThat(poll().tickets()).containsExactly(first, second, third, fourth);
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void givesOutTheOldestAfterEightSignatures() {
        inFlight = 100;
        Ticket first = add("A");
        now += 8 * SIGNATURE - 1;
        assertThat(queue.poll(now)).isNull();
        now++;

        assertThat(poll().tickets()).containsExactly(first);
    }

    @Test
    void signsOneBatchOfALaneAtATime() {
        add("A");
        SigningQueue.Turn turn = poll();
        Ticket later = add("A");
        assertThat(queue.waiting()).isZero();
        assertThat(queue.poll(now)).isNull();

        queue.finished(turn.lane(), HERE, SIGNATURE);
        assertThat(poll().tickets()).containsExactly(later);
    }

    @Test
    void doesNotMixAlgorithms() {
        inFlight = 4;
        Ticket first = add("A", DigestAlgorithm.SHA_512);
        Ticket other = add("A", DigestAlgorithm.SHA_256);
        Ticket third = add("A", DigestAlgorithm.SHA_512);
        SigningQueue.Turn turn = poll();
        assertThat(turn.tickets()).containsExactly(first, third);
        assertThat(queue.poll(now)).isNull();

        queue.finished(turn.lane(), HERE, SIGNATURE);
        now += 8 * SIGNATURE;
        assertThat(poll().tickets()).containsExactly(other);
    }

    /** Two hundred keys, one of them with a flood of messages: each gets its turn before any gets a second one. */
    @Test
    void isFairToManyKeys() {
        inFlight = 1000;
        for (int i = 0; i < 200; i++) {
            now++;
            add("M" + i);
            add("FLOOD");
        }
        Set<String> served = new HashSet<>();
        for (int turns = 0; turns < 201; turns++) {
            now += 9 * SIGNATURE;
            SigningQueue.Turn turn = poll();
            assertThat(served.add(turn.lane().member().memberCode())).isTrue();
            add("FLOOD");
            queue.finished(turn.lane(), HERE, SIGNATURE);
        }
        assertThat(served).hasSize(201);
        now += 9 * SIGNATURE;
        assertThat(poll().tickets()).hasSizeGreaterThan(100);
    }

    @Test
    void servesTheOldestTicketFirstAlsoAfterABatch() {
        add("A");
        SigningQueue.Turn first = poll();
        now = 10;
        add("A");
        now = 20;
        inFlight = 100;
        add("B");
        queue.finished(first.lane(), HERE, SIGNATURE);
        now = 100 * SIGNATURE;

        assertThat(poll().lane()).isSameAs(first.lane());
        assertThat(poll().lane().member().memberCode()).isEqualTo("B");
    }

    @Test
    void forgetsCancelledTickets() {
        inFlight = 100;
        Ticket first = add("A");
        now = 5;
        Ticket second = add("A");
        Ticket other = add("B");
        assertThat(taken).hasValue(3);

        assertThat(first.cancel(false)).isTrue();
        assertThat(other.cancel(false)).isTrue();
        assertThat(queue.waiting()).isEqualTo(1);
        assertThat(taken).hasValue(1);
        now = 8 * SIGNATURE;
        assertThat(queue.poll(now)).isNull();
        now += 5;
        assertThat(poll().tickets()).containsExactly(second);
        assertThat(queue.poll(now)).isNull();
    }

    @Test
    void forgetsTicketsCancelledBehindABatch() {
        add("A");
        SigningQueue.Turn turn = poll();
        Ticket later = add("A");
        later.cancel(false);
        queue.finished(turn.lane(), HERE, SIGNATURE);

        assertThat(queue.poll(now)).isNull();
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void doesNotPaceKeysElsewhere() {
        add("A");
        SigningQueue.Turn turn = poll();
        queue.finished(turn.lane(), ELSEWHERE, SIGNATURE);
        inFlight = 100;
        Ticket next = add("A");

        assertThat(queue.waiting()).isZero();
        assertThat(poll().tickets()).containsExactly(next);
    }

    @Test
    void keepsLanesOnlyOfMembersWithKeys() {
        add("A");
        SigningQueue.Turn known = poll();
        add("B");
        SigningQueue.Turn unknown = poll();
        assertThat(queue.lanes()).isEqualTo(2);
        queue.finished(known.lane(), HERE, SIGNATURE);
        queue.finished(unknown.lane(), null, 0);

        assertThat(queue.lanes()).isEqualTo(1);
    }

    @Test
    void givesBackWhatWaitsWhenClosed() {
        inFlight = 100;
        Ticket ticket = add("A");

        assertThat(queue.close()).containsExactly(ticket);
        assertThat(queue.add(ticket("A", DigestAlgorithm.SHA_512))).isFalse();
        assertThat(queue.take()).isNull();
    }

    private SigningQueue.Turn poll() {
        return Objects.requireNonNull(queue.poll(now));
    }

    private Ticket add(String member) {
        return add(member, DigestAlgorithm.SHA_512);
    }

    private Ticket add(String member, DigestAlgorithm algorithm) {
        Ticket ticket = ticket(member, algorithm);
        assertThat(queue.add(ticket)).isTrue();
        return ticket;
    }

    private Ticket ticket(String member, DigestAlgorithm algorithm) {
        Place place = Objects.requireNonNull(Place.reserve(taken, 1000));
        Ticket ticket = new Ticket(
                queue,
                place,
                ImmediateEventExecutor.INSTANCE,
                new MemberId("I", "C", member),
                new MessageDigests(algorithm, algorithm.digest(), List.of()));
        assertThat(place.use(ticket)).isTrue();
        return ticket;
    }
}
