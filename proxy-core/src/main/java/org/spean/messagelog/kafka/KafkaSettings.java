package org.spean.messagelog.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where the topic is and how it is used.
 *
 * @param servers brokers to begin with, {@code host:port}
 * @param properties further ones of Kafka's clients, which may hold secrets
 * @param gateway which of the gateways that write into the topic this is, from 0 to 31
 * @param patience after which a write is given up
 * @param largest bytes of one record at most, with all that belongs to it
 */
public record KafkaSettings(
        List<String> servers,
        String topic,
        Map<String, String> properties,
        int gateway,
        Duration patience,
        int largest) {

    private static final int BUFFER = 8 << 20;

    /** What evidence rests on, and what we settle ourselves. */
    private static final Set<String> OURS = Set.of(
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.RETRIES_CONFIG,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);

    /**
     * @throws IllegalArgumentException when the properties hold one that is not the operator's; the text names it
     */
    public KafkaSettings {
        servers = List.copyOf(servers);
        properties = Map.copyOf(properties);
        Set<String> settled = new TreeSet<>(properties.keySet());
        settled.retainAll(OURS);
        if (!settled.isEmpty()) {
            throw new IllegalArgumentException("properties of Kafka that are settled here: "
                    + String.join(", ", settled) + " (expected: TLS, SASL)");
        }
    }

    /** For people. */
    String place() {
        return "kafka topic " + topic + " at " + String.join(",", servers);
    }

    Map<String, Object> admin() {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        int patient = Math.toIntExact(patience.toMillis());
        all.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, patient);
        all.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, patient);
        return all;
    }

    /** A record is acknowledged when all replicas in sync have it, and written once however often it is sent. */
    Map<String, Object> producer() {
        Map<String, Object> all = new HashMap<>(properties);
        int patient = Math.toIntExact(patience.toMillis());
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patient);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(patient / 2, 1));
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patient);
        all.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largest);
        all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(BUFFER, 2L * largest));
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return all;
    }

    /** Offsets are kept elsewhere; one that is gone is an error. */
    Map<String, Object> consumer() {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return all;
    }

    @Override
    public String toString() {
        return place();
    }
}
