package org.spean.config;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A topic for the message log.
 *
 * @param servers brokers to begin with, {@code host:port}
 * @param tls {@code null}: without TLS, unless the properties say so
 * @param sasl {@code null}: without user, unless the properties name one
 * @param properties further ones of Kafka's clients, which may hold secrets
 * @param gateway which of the gateways that write into the topic this is
 */
public record KafkaConfig(
        List<String> servers,
        String topic,
        @Nullable KafkaTlsConfig tls,
        @Nullable KafkaSaslConfig sasl,
        Map<String, String> properties,
        int gateway) {
    public KafkaConfig {
        servers = List.copyOf(servers);
        properties = Map.copyOf(properties);
    }

    /** Without the values of properties. */
    @Override
    public String toString() {
        return "KafkaConfig[servers=%s, topic=%s, tls=%s, sasl=%s, properties=%s, gateway=%d]"
                .formatted(servers, topic, tls, sasl, new TreeSet<>(properties.keySet()), gateway);
    }
}
