package org.spean.gate;

import org.jspecify.annotations.Nullable;

/**
 * The place of one exchange behind a gate, from the attempt to reach what is there until the exchange ends. Not safe for
 * use by several threads.
 */
public final class Pass implements Entry {

    private final Gate gate;
    private final Gate.@Nullable Probing probe;
    private Gate counted;
    private boolean judged;
    private boolean left;

    Pass(Gate gate, Gate.@Nullable Probing probe) {
        this.gate = gate;
        this.probe = probe;
        this.counted = gate;
    }

    /** What is behind the gate was reached, whatever it says then. */
    public void succeeded() {
        if (!judged) {
            judged = true;
            gate.succeeded();
        }
    }

    /** What is behind the gate could not be reached. Without effect when it was. */
    public void failed() {
        if (!judged) {
            judged = true;
            gate.failed();
        }
    }

    /** One of several was reached, be it another one than thought: there the exchange is counted from now on. */
    public void reached(Gate which) {
        if (which == gate) {
            succeeded();
            return;
        }
        which.succeeded();
        if (!left) {
            counted.leave();
            counted = which;
            which.count();
        }
    }

    /** Where the exchange is counted. */
    public Gate counted() {
        return counted;
    }

    /** The exchange is over. Without effect when it was before. */
    public void leave() {
        if (left) {
            return;
        }
        left = true;
        counted.leave();
        if (!judged && probe != null) {
            gate.unproved(probe);
        }
    }
}
