package org.spean.crypto.signing;

import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import org.spean.crypto.digest.MessageDigests;
import org.spean.identifier.MemberId;

/** A message that waits for its signature, and the promise of it. Cancelled it leaves the queue; in a batch it cannot be cancelled. */
final class Ticket extends DefaultPromise<Signed> {
    private final SigningQueue queue;
    private final Place place;
    private final EventExecutor home;
    private final MemberId member;
    private final MessageDigests digests;
    /** When it was queued, by the queue's ticker. Guarded by the queue. */
    long arrived;

    Ticket(SigningQueue queue, Place place, EventExecutor home, MemberId member, MessageDigests digests) {
        super(home);
        this.queue = queue;
        this.place = place;
        this.home = home;
        this.member = member;
        this.digests = digests;
    }

    MemberId member() {
        return member;
    }

    EventExecutor home() {
        return home;
    }

    MessageDigests digests() {
        return digests;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!super.cancel(mayInterruptIfRunning)) {
            return false;
        }
        queue.remove(this);
        place.end();
        return true;
    }

    /** Before its promise is kept or broken by the signer. */
    void endPlace() {
        place.end();
    }
}
