package org.spean.peer;

import org.spean.crypto.xades.SignatureParts;

/** Ends a message with what proves it. Whoever writes it has seen the message's record committed. */
public record OutgoingSeal(SignatureParts parts) {}
