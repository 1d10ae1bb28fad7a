package org.spean.messagelog;

/** Places for the records of one exchange, which therefore will be accepted. Confined to the exchange's event loop. */
public final class Reservation {

    private int left;

    Reservation(int records) {
        left = records;
    }

    /** Places not yet used. */
    public int left() {
        return left;
    }

    void use() {
        if (left == 0) {
            throw new IllegalStateException("No place is left in the reservation");
        }
        left--;
    }

    int end() {
        int unused = left;
        left = 0;
        return unused;
    }
}
