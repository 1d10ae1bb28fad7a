/**
 * Keeps what must be known before it may be passed on: a message's content, in memory up to a share, then in an
 * unlinked file, within caps for one message and for all together.
 */
@NullMarked
package org.spean.spool;

import org.jspecify.annotations.NullMarked;
