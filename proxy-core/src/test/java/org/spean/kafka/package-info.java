/** Real Kafka brokers for tests. */
@NullMarked
package org.spean.kafka;

import org.jspecify.annotations.NullMarked;
