package org.spean.peer;

/** How much may wait unflushed: nothing of a message is of use to a peer before its seal, so small ones leave in one piece. */
final class Flush {

    static final int BYTES = 32 * 1024;

    private Flush() {}
}
