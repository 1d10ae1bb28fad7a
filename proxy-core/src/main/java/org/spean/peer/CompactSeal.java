package org.spean.peer;

import org.spean.crypto.signing.Signed;

/** An {@link OutgoingSeal} in compact form: only where the connection's peer has agreed to it. */
record CompactSeal(Signed signed) {}
