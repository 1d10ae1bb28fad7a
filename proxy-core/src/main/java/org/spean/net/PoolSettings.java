package org.spean.net;

import java.time.Duration;

/**
 * Bounds of the pools.
 *
 * @param connect how long one address may take to accept, and how long a lease may wait for a connection of its
 *     destination when all are in use or being made
 * @param serverMemory how long the address that accepted first is preferred
 * @param connections connections to one destination from one event loop; as many leases again may wait
 * @param dials connections to one destination that one event loop makes at the same time; leases beyond them wait for
 *     one to be made or given back, so that a burst does not ask the peer for more handshakes than it has places
 * @param idle connections kept per destination and event loop without a lease; more are closed
 */
public record PoolSettings(Duration connect, Duration serverMemory, int connections, int dials, int idle) {
    /** Checks the ranges. */
    public PoolSettings {
        if (!connect.isPositive()) {
            throw new IllegalArgumentException("connect: " + connect + " (expected: > 0)");
        }
        if (serverMemory.isNegative()) {
            throw new IllegalArgumentException("serverMemory: " + serverMemory + " (expected: >= 0)");
        }
        if (connections < 1) {
            throw new IllegalArgumentException("connections: " + connections + " (expected: >= 1)");
        }
        if (dials < 1) {
            throw new IllegalArgumentException("dials: " + dials + " (expected: >= 1)");
        }
        if (idle < 0) {
            throw new IllegalArgumentException("idle: " + idle + " (expected: >= 0)");
        }
    }
}
