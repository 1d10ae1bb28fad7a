package org.spean.messagelog.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * What the topic is.
 *
 * @param partitions how many
 * @param replicas of the partition that has fewest
 * @param weaknesses settings that could lose what was acknowledged, or do not take what we write; empty when it is fit
 */
public record Topic(int partitions, int replicas, List<String> weaknesses) {

    private static final int REPLICAS = 3;
    private static final int IN_SYNC = 2;

    public Topic {
        weaknesses = List.copyOf(weaknesses);
    }

    /**
     * Looks, without changing anything. Blocks.
     *
     * @throws IOException when no broker can be reached or there is no such topic; the text says why
     */
    public static Topic look(KafkaSettings settings) throws IOException {
        try (Admin admin = Admin.create(settings.admin())) {
            String name = settings.topic();
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
            TopicDescription description =
                    admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            if (description == null || config == null) {
                throw new IOException(settings.place() + ": no such topic");
            }
            int replicas = description.partitions().stream()
                    .mapToInt(partition -> partition.replicas().size())
                    .min()
                    .orElse(0);
            return new Topic(description.partitions().size(), replicas, weaknesses(settings, replicas, config));
        } catch (ExecutionException e) {
            throw new IOException(settings.place() + ": " + reason(e.getCause() == null ? e : e.getCause()), e);
        } catch (KafkaException e) {
            throw new IOException(settings.place() + ": " + reason(e.getCause() == null ? e : e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(settings.place() + ": interrupted", e);
        }
    }

    /**
     * The topic, if it is fit for evidence.
     *
     * @throws IOException also when it is not; the text names what is too weak
     */
    static Topic fit(KafkaSettings settings) throws IOException {
        Topic topic = look(settings);
        if (!topic.weaknesses.isEmpty()) {
            throw new IOException(settings.place() + ": " + String.join(", ", topic.weaknesses));
        }
        return topic;
    }

    private static List<String> weaknesses(KafkaSettings settings, int replicas, Config config) {
        List<String> found = new ArrayList<>();
        if (replicas < REPLICAS) {
            found.add("replication factor " + replicas + " (expected: " + REPLICAS + " or more)");
        }
        long inSync = number(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        if (inSync < IN_SYNC) {
            found.add("min.insync.replicas " + inSync + " (expected: " + IN_SYNC + " or more)");
        }
        if (Boolean.parseBoolean(value(config, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG))) {
            found.add("unclean.leader.election.enable true (expected: false)");
        }
        String cleanup = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        if (!cleanup.equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
            found.add("cleanup.policy " + cleanup + " (expected: delete)");
        }
        long largest = number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (largest < settings.largest()) {
            found.add("max.message.bytes " + largest + " (expected: " + settings.largest()
                    + " or more, for the largest message that the limits admit)");
        }
        return found;
    }

    private static long number(Config config, String name) {
        return Long.parseLong(value(config, name));
    }

    private static String value(Config config, String name) {
        return config.get(name).value();
    }

    /** In one line; of TLS, what it says of it. */
    static String reason(Throwable e) {
        String line = e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
        Throwable cause = e.getCause();
        return e instanceof SslAuthenticationException && cause != null ? line + ": " + reason(cause) : line;
    }
}
