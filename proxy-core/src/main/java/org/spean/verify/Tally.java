package org.spean.verify;

/** How many there were of what. */
public final class Tally {
    private int held;
    private int failed;
    private int unreadable;

    Tally() {}

    void count(boolean holds) {
        if (holds) {
            held++;
        } else {
            failed++;
        }
    }

    void unreadable() {
        unreadable++;
    }

    /** Containers that hold. */
    public int held() {
        return held;
    }

    /** Containers and chains of archives that do not. */
    public int failed() {
        return failed;
    }

    /** Files of which nothing can be told. */
    public int unreadableFiles() {
        return unreadable;
    }

    /** 0 if all hold, 1 if some do not, 2 if nothing can be told of some. */
    public int exitCode() {
        return failed > 0 ? 1 : unreadable > 0 ? 2 : 0;
    }
}
