package org.spean.message;

import org.spean.crypto.xades.SignatureParts;

/** What a peer proves its message with; nothing about it has been checked but its place and size. */
public record ReceivedSeal(SignatureParts parts) implements MessageEvent {}
