/**
 * Hash chains: the tree over the messages of a batch, the path of one message through it, and the two documents by which a batch
 * signature covers that message (namespace {@code http://cyber.ee/hashchain}).
 */
@NullMarked
package org.spean.crypto.hashchain;

import org.jspecify.annotations.NullMarked;
