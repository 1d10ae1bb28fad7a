package org.spean.opmonitor;

/** Count, least, most, mean and standard deviation of numbers, without keeping them (Welford, Chan). */
final class RunningStatistics {
    private long count;
    private long least = Long.MAX_VALUE;
    private long most = Long.MIN_VALUE;
    private double mean;
    private double squares;

    void add(long value) {
        count++;
        least = Math.min(least, value);
        most = Math.max(most, value);
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
    }

    void add(RunningStatistics other) {
        if (other.count == 0) {
            return;
        }
        long together = count + other.count;
        double delta = other.mean - mean;
        squares += other.squares + delta * delta * count * other.count / together;
        mean += delta * other.count / together;
        least = Math.min(least, other.least);
        most = Math.max(most, other.most);
        count = together;
    }

    long count() {
        return count;
    }

    long least() {
        return least;
    }

    long most() {
        return most;
    }

    double mean() {
        return mean;
    }

    /** Of a sample: divided by one less than the count; 0 of one number. */
    double deviation() {
        return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    }
}
