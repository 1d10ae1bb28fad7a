package org.spean.testbed.compare;

/**
 * What was asked of a pair. A driver that ends a closed loop cuts off one exchange a connection at most; such an exchange may
 * leave records or none, so how many there must be is known within that slack. After an open loop it is known exactly.
 */
final class Ledger {
    private long exchanges;
    private long cutOff;
    private long bad;

    /** A slice of a closed loop has ended. */
    void add(Slice slice) {
        exchanges += slice.answers().requests();
        cutOff += slice.connections();
        bad += slice.answers().errors();
    }

    /** Exchanges that were all waited for. */
    void add(long answered, long failed) {
        exchanges += answered;
        bad += failed;
    }

    /** Exchanges that the gateways refused as they were to: such a one may have left records or none. */
    void addRefused(long refused) {
        cutOff += refused;
    }

    long exchanges() {
        return exchanges;
    }

    /** Exchanges that failed although they must not. */
    long bad() {
        return bad;
    }

    /** Whether so many records, on both sides together, fit to what was asked. */
    boolean fits(long records) {
        return records >= 4 * exchanges && records <= 4 * (exchanges + cutOff);
    }
}
