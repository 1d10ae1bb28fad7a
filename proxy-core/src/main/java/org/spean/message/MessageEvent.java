package org.spean.message;

/**
 * What faces, exchanges and spools tell each other of a message, in this order: {@link TransportHead} (between servers
 * only), {@link MessageHead}, for each attachment {@link AttachmentHead} and {@link Content}s, {@link ReceivedSeal}
 * (between servers only), {@link MessageEnd}. A {@link PeerFailure} may stand anywhere and ends what can be used of the
 * message.
 */
public sealed interface MessageEvent
        permits TransportHead, MessageHead, AttachmentHead, Content, ReceivedSeal, PeerFailure, MessageEnd {}
