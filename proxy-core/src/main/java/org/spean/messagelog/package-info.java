/**
 * Evidence of every message, durable before the message is sealed or passed on: records, group commit, and the store
 * behind them. Reading it back is {@link org.spean.messagelog.EvidenceReader}'s.
 */
@NullMarked
package org.spean.messagelog;

import org.jspecify.annotations.NullMarked;
