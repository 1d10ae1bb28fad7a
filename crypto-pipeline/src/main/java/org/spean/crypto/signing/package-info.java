/** The batch signer: one signature for all messages that wait, and when to make it. */
@NullMarked
package org.spean.crypto.signing;

import org.jspecify.annotations.NullMarked;
