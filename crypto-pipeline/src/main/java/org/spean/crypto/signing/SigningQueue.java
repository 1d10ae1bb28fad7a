package org.spean.crypto.signing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.SigningKey;
import org.spean.identifier.MemberId;
import org.spean.pace.BatchPace;

/**
 * The lanes of all members and who is next: the lane with the oldest ticket, when the pace says so. With one loop per key each of
 * 200 keys would believe itself idle and sign batches of one.
 *
 * <p>Guarded by its monitor, which nobody holds while signing or waiting: event loops come by for a few hundred nanoseconds. Idle
 * threads are parked without end, except one, the watcher, that is parked until a batch will be due.
 */
final class SigningQueue {
    /** What a thread of the crew is to sign. */
    record Turn(SigningLane lane, List<Ticket> tickets) {}

    private static final long NOTHING = Long.MAX_VALUE;

    private final BatchPace pace;
    private final IntSupplier inFlight;
    private final LongSupplier ticker;
    private final Map<MemberId, SigningLane> lanes = new HashMap<>();
    /** Lanes that wait, those with the oldest tickets first: of keys on this CPU, and of others. */
    private final PriorityQueue<SigningLane> paced = new PriorityQueue<>(Comparator.comparingLong(SigningLane::oldest));

    private final PriorityQueue<SigningLane> unpaced =
            new PriorityQueue<>(Comparator.comparingLong(SigningLane::oldest));
    /** Tickets of the paced lanes that wait. */
    private int waiting;

    private final ArrayDeque<Thread> idle = new ArrayDeque<>();
    private @Nullable Thread watcher;
    /** A thread was unparked and has not come yet; no use in waking another. */
    private boolean woken;

    private boolean closed;

    /**
     * Starts empty.
     *
     * @param inFlight exchanges in progress
     * @param ticker nanoseconds, monotonic
     */
    SigningQueue(BatchPace pace, IntSupplier inFlight, LongSupplier ticker) {
        this.pace = pace;
        this.inFlight = inFlight;
        this.ticker = ticker;
    }

    /** Queues the ticket; false if closed. */
    synchronized boolean add(Ticket ticket) {
        if (closed) {
            return false;
        }
        long now = ticker.getAsLong();
        ticket.arrived = now;
        SigningLane lane = lanes.computeIfAbsent(ticket.member(), SigningLane::new);
        lane.add(ticket);
        if (!lane.signing()) {
            if (lane.size() == 1) {
                waitingLanes(lane).add(lane);
            }
            if (lane.onCpu()) {
                waiting++;
            }
            wakeIfUseful(now);
        }
        return true;
    }

    /** Takes a cancelled ticket out, if it is still queued. */
    synchronized void remove(Ticket ticket) {
        SigningLane lane = lanes.get(ticket.member());
        if (lane == null) {
            return;
        }
        // the order of waiting lanes depends on their first tickets
        boolean wasWaiting = waitingLanes(lane).remove(lane);
        boolean removed = lane.remove(ticket);
        if (wasWaiting) {
            if (removed && lane.onCpu()) {
                waiting--;
            }
            if (lane.size() > 0) {
                waitingLanes(lane).add(lane);
            }
        }
    }

    /** Waits for the next batch to be due; null when closed. Only for threads of the crew. */
    @Nullable
    Turn take() {
        Thread self = Thread.currentThread();
        while (true) {
            long nanos = NOTHING;
            synchronized (this) {
                if (closed) {
                    return null;
                }
                long now = ticker.getAsLong();
                Turn turn = poll(now);
                if (turn != null) {
                    wakeIfUseful(now);
                    return turn;
                }
                if (watcher == null && !paced.isEmpty()) {
                    watcher = self;
                    nanos = Math.max(1, delay(now));
                }
                idle.addFirst(self);
            }
            if (nanos == NOTHING) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
            synchronized (this) {
                idle.remove(self);
                if (watcher == self) {
                    watcher = null;
                }
                woken = false;
            }
        }
    }

    /** The next batch, if one is due now. */
    synchronized @Nullable Turn poll(long now) {
        SigningLane lane = unpaced.poll();
        if (lane == null) {
            if (delay(now) > 0) {
                return null;
            }
            lane = paced.remove();
            pace.began(waiting, inFlight.getAsInt());
            waiting -= lane.size();
        }
        return new Turn(lane, lane.start());
    }

    /**
     * The lane's batch has ended.
     *
     * @param key with which it was signed; null if there is none, then a lane without tickets is forgotten
     * @param nanos what the signature took; 0 if there was none
     */
    synchronized void finished(SigningLane lane, @Nullable SigningKey key, long nanos) {
        lane.finished(key == null || key.onCpu());
        if (lane.onCpu() && nanos > 0) {
            pace.took(nanos);
        }
        if (lane.size() > 0) {
            waitingLanes(lane).add(lane);
            if (lane.onCpu()) {
                waiting += lane.size();
            }
            wakeIfUseful(ticker.getAsLong());
        } else if (key == null) {
            lanes.remove(lane.member());
        }
    }

    /** Ends all waits and gives back what was queued. */
    synchronized List<Ticket> close() {
        closed = true;
        List<Ticket> queued = new ArrayList<>();
        for (SigningLane lane : lanes.values()) {
            queued.addAll(lane.clear());
        }
        lanes.clear();
        paced.clear();
        unpaced.clear();
        waiting = 0;
        idle.forEach(LockSupport::unpark);
        return queued;
    }

    /** Tickets that could be signed now by keys on this CPU. */
    synchronized int waiting() {
        return waiting;
    }

    /** Members with tickets, or with templates kept for the next. */
    synchronized int lanes() {
        return lanes.size();
    }

    private PriorityQueue<SigningLane> waitingLanes(SigningLane lane) {
        return lane.onCpu() ? paced : unpaced;
    }

    private long delay(long now) {
        SigningLane next = paced.peek();
        return next == null ? NOTHING : pace.delay(waiting, inFlight.getAsInt(), next.oldest(), now);
    }

    /** Wakes one idle thread if a batch is due, or if nobody watches the time for one that will be. */
    private void wakeIfUseful(long now) {
        if (woken || idle.isEmpty()) {
            return;
        }
        boolean useful = !unpaced.isEmpty() || (!paced.isEmpty() && (watcher == null || delay(now) <= 0));
        if (useful) {
            woken = true;
            LockSupport.unpark(watcher != null ? watcher : idle.getFirst());
        }
    }
}
