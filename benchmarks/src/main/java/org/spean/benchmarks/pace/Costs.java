package org.spean.benchmarks.pace;

/**
 * What things take, in nanoseconds, as measured.
 *
 * @param signature an operation with the key; all of it is work for a CPU
 * @param signedMessage what a message adds to its batch: hashing, its path
 * @param write a durable write, as long as it takes
 * @param writeWork the part of it that is work for a CPU
 * @param record what a record adds to a write, all of it work
 * @param elsewhere each of the stretches between the two queues: event loops, network
 * @param service the call to the service
 */
public record Costs(
        long signature, long signedMessage, long write, long writeWork, long record, long elsewhere, long service) {

    /** RSA-2048 with the fastest provider, a disk that synchronises in a quarter of a millisecond. */
    public static final Costs RSA = new Costs(650_000, 4_000, 250_000, 60_000, 3_000, 100_000, 300_000);

    /** P-256. */
    public static final Costs EC = new Costs(35_000, 4_000, 250_000, 60_000, 3_000, 100_000, 300_000);

    /** What an exchange takes when nobody else is there: two signatures, four writes, seven stretches and the service. */
    long alone() {
        return 2 * (signature + signedMessage) + 4 * (write + record) + Simulation.STRETCHES * elsewhere + service;
    }
}
