package org.spean.gateway;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.spean.peer.Boundaries;

/**
 * What a gateway's messages depend on besides its files: with the time and the names of a capture they are those of the
 * capture. All three are used by many threads.
 *
 * @param requestIds UUIDs for x-road-request-id, and for x-road-id where the client sent none
 */
record Environment(InstantSource clock, Boundaries boundaries, Supplier<String> requestIds) {

    static Environment real(InstantSource clock) {
        return new Environment(clock, Boundaries.random(), Environment::requestId);
    }

    /** A random UUID without the cost of a secure one: it names a request, it protects nothing. */
    private static String requestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
