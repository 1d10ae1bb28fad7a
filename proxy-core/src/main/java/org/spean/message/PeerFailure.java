package org.spean.message;

import org.spean.fault.Fault;

/**
 * The message will not be completed: the peer says so with a fault of its own, or what it sent breaks a rule.
 *
 * <p>Unless framing is lost, the rest of the message is read and thrown away, and {@link MessageEnd} follows when the
 * peer has sent all of it: a stock server reads nothing before it has written everything.
 *
 * @param fault the peer's own, unchanged, or ours about what the peer sent
 * @param framingLost nothing that follows on this connection can be understood or will be read: close it
 */
public record PeerFailure(Fault fault, boolean framingLost) implements MessageEvent {
    /** With the framing intact. */
    public PeerFailure(Fault fault) {
        this(fault, false);
    }
}
