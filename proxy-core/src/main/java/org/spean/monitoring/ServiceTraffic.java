package org.spean.monitoring;

/**
 * What has passed of one service since the start.
 *
 * @param role {@code consumer} or {@code provider}
 * @param service its id, or {@code other}
 * @param bounds upper bounds of the classes of time in ms, ascending
 * @param counts exchanges that took no longer than each bound
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, compared by nobody
public record ServiceTraffic(
        String role,
        String protocol,
        String service,
        long answered,
        long refused,
        long failed,
        long abandoned,
        double[] bounds,
        long[] counts) {

    /** All of them. */
    public long exchanges() {
        return answered + refused + failed + abandoned;
    }

    /**
     * The time within which a share of the exchanges ended that came after an earlier look, in ms, as well as the classes tell;
     * 0 if there were none.
     *
     * @param before the same service earlier; its start if it is the same as nothing
     */
    public double quantile(double share, long[] before) {
        long all = exchangesIn(before, counts.length - 1);
        double wanted = share * all;
        double lower = 0;
        long below = 0;
        for (int i = 0; i < counts.length && all > 0; i++) {
            long upTo = exchangesIn(before, i);
            if (upTo >= wanted && upTo > below) {
                return lower + (bounds[i] - lower) * (wanted - below) / (upTo - below);
            }
            lower = bounds[i];
            below = upTo;
        }
        return all == 0 ? 0 : lower;
    }

    private long exchangesIn(long[] before, int upTo) {
        return upTo < 0 ? 0 : counts[upTo] - (upTo < before.length ? before[upTo] : 0);
    }
}
