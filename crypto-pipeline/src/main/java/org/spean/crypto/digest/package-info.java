/** Digest algorithms of the protocol, digests of streams of buffers, and the digests that stand for one message. */
@NullMarked
package org.spean.crypto.digest;

import org.jspecify.annotations.NullMarked;
