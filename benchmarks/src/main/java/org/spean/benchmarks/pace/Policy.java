package org.spean.benchmarks.pace;

import java.util.function.Supplier;
import org.spean.pace.BatchPace;

/** When a batch begins. */
interface Policy {

    /** As {@link BatchPace#delay}. */
    long delay(int waiting, int inFlight, long oldest, long now);

    /** As {@link BatchPace#began}. */
    default void began(int waiting, int inFlight) {}

    /** As {@link BatchPace#took}. */
    void took(long nanos);

    /** The class that gateways use. */
    static Policy of(double waitingShare, int maxWait) {
        BatchPace pace = new BatchPace(waitingShare, maxWait);
        return new Policy() {
            @Override
            public long delay(int waiting, int inFlight, long oldest, long now) {
                return pace.delay(waiting, inFlight, oldest, now);
            }

            @Override
            public void began(int waiting, int inFlight) {
                pace.began(waiting, inFlight);
            }

            @Override
            public void took(long nanos) {
                pace.took(nanos);
            }
        };
    }

    /** A window that opens with the first of a batch. */
    static Policy fixed(long window) {
        return new Policy() {
            @Override
            public long delay(int waiting, int inFlight, long oldest, long now) {
                return oldest + window - now;
            }

            @Override
            public void took(long nanos) {}
        };
    }

    /**
     * Both policies of a gateway.
     *
     * @param signing of the batch signer
     * @param writing of the message log
     */
    record Both(String name, Supplier<Policy> signing, Supplier<Policy> writing) {

        /** As gateways have it. */
        static final Both CLOSED_LOOP = new Both("closed loop", () -> of(0.4, 8), () -> of(0.2, 3));

        /** Whatever waits, whenever the thread is free. */
        static final Both GREEDY = new Both("greedy", () -> of(0, 0), () -> of(0, 0));

        static Both window(long nanos) {
            return new Both("window of " + nanos / 1e6 + " ms", () -> fixed(nanos), () -> fixed(nanos));
        }
    }
}
