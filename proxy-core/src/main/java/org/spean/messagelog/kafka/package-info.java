/**
 * The message log in a Kafka topic, from which a consumer moves it to PostgreSQL. {@link
 * org.spean.messagelog.kafka.KafkaStore} writes, {@link org.spean.messagelog.kafka.EvidenceConsumer} moves.
 */
@NullMarked
package org.spean.messagelog.kafka;

import org.jspecify.annotations.NullMarked;
